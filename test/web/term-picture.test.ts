import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type TermPicture, termPicture } from '../../web/orders/term-picture.ts'
import type { OrderJson, PlanJson } from '../../web/services.ts'

const STEP = { what: 'reissue', productUntil: null, certificateUntil: null } as const

function pictureOf(order: object, steps: object[], now = '2026-04-02'): TermPicture | null {
  const nothing = { certificates: [], productValidUntil: null, createdAt: '2026-04-02T00:00:00.000Z' }
  const whole = { ...nothing, term: { recurring: true, paidUntil: null }, ...order } as unknown as OrderJson
  return termPicture(whole, { steps } as unknown as PlanJson, new Date(now))
}

const FIVE_YEARS = {
  term: { recurring: true, paidUntil: '2031-04-02' },
  productValidUntil: '2027-04-02T00:00:00.000Z',
  certificates: [{ notBefore: '2026-04-02T00:00:00.000Z', notAfter: '2026-10-19T00:00:00.000Z' }],
}
const PLANNED = [
  { ...STEP, at: '2026-10-09T00:00:00.000Z', certificateUntil: '2027-04-02T00:00:00.000Z' },
  {
    ...STEP,
    what: 'renew',
    at: '2027-03-20T00:00:00.000Z',
    certificateUntil: '2027-06-28T00:00:00.000Z',
    productUntil: '2028-04-02T00:00:00.000Z',
  },
]

describe('the picture of a term', () => {
  test('has a row for what is paid, for products and for certificates, all within its width', () => {
    const picture = pictureOf(FIVE_YEARS, PLANNED)
    assert.deepEqual(
      picture?.rows.map(({ key, bars }) => [key, bars.map(({ isPlanned }) => isPlanned)]),
      [
        ['paid', [false]],
        ['product', [false, true]],
        ['certificate', [false, true, true]],
      ],
    )
    for (const { left, width } of picture?.rows.flatMap(({ bars }) => bars) ?? [])
      assert.ok(left >= 0 && width > 0 && left + width <= 100.01, `${left} + ${width}`)
  })

  test('draws time to scale: five years of what is paid are the whole of it', () => {
    const picture = pictureOf(FIVE_YEARS, PLANNED)
    const [paid, product, certificate] = picture?.rows ?? []
    assert.deepEqual([paid?.bars[0]?.left, paid?.bars[0]?.width], [0, 100])
    assert.ok(Math.abs((product?.bars[0]?.width ?? 0) - 20) < 0.1)
    assert.ok(Math.abs((certificate?.bars[0]?.width ?? 0) - 10.95) < 0.1)
    assert.deepEqual(
      picture?.years.map(({ year }) => year),
      [2027, 2028, 2029, 2030, 2031],
    )
    assert.equal(picture?.now, 0)
    assert.ok(Math.abs((pictureOf(FIVE_YEARS, PLANNED, '2028-10-01')?.now ?? 0) - 50) < 0.2)
  })

  test('is left out where there is no certificate and none is planned', () => {
    assert.equal(pictureOf({}, []), null)
  })
})
