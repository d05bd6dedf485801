import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { PRODUCT_KINDS } from '../../domain/product.ts'
import { effectiveDaysBefore, nextMove, spreadStart } from '../../domain/term-plan.ts'
import { maxCertificateDays } from '../../domain/validity-calendar.ts'
import { keptPage } from './five-years-page.ts'
import { DAY_MS, type Happened, simulate, type Years } from './term-simulation.ts'

const ORDER = '0b7d0c3f5e0f4c1c9c0c1c7d2f9a4e11'
const SETTINGS = { policy: 'auto', daysBefore: 10, invoiceDaysBefore: 7, recurring: false } as const

function years(changes: Partial<Years> = {}): Years {
  return {
    orderId: ORDER,
    kind: 'ssl',
    boughtAt: '2026-04-02T00:00:00.000Z',
    paidUntil: null,
    settings: SETTINGS,
    validityDays: 365,
    carriesDays: 30,
    doesTheirPart: true,
    until: '2034-01-01T00:00:00.000Z',
    ...changes,
  }
}

function certificatesOf(happened: readonly Happened[]) {
  return happened.flatMap(({ certificate }) => certificate ?? [])
}

function countOf(happened: readonly Happened[], what: Happened['what']): number {
  return happened.filter((one) => one.what === what).length
}

/** The longest time without any certificate, in days. */
function gapDays(happened: readonly Happened[]): number {
  const certificates = certificatesOf(happened)
  const gaps = certificates.slice(1).map(({ notBefore }, index) => {
    const before = Math.max(...certificates.slice(0, index + 1).map(({ notAfter }) => Date.parse(notAfter)))
    return (Date.parse(notBefore) - before) / DAY_MS
  })
  return Math.max(0, ...gaps)
}

function lastEnd(happened: readonly Happened[]): string {
  return (
    certificatesOf(happened)
      .map(({ notAfter }) => notAfter)
      .sort()
      .at(-1)
      ?.slice(0, 10) ?? ''
  )
}

describe('the seed’s five years', () => {
  const happened = simulate(years({ paidUntil: '2031-04-02T00:00:00.000Z' }))

  test('the first certificate ends by 2026-10-19', () => {
    assert.ok((happened[0]?.certificate?.notAfter ?? '') <= '2026-10-19T00:00:00.000Z')
  })

  test('five CA orders, no invoice, and cover to the end of what is paid', () => {
    assert.equal(1 + countOf(happened, 'renew'), 5)
    assert.equal(countOf(happened, 'invoice'), 0)
    assert.equal(gapDays(happened), 0)
    assert.ok(lastEnd(happened) >= '2031-03-31')
  })

  test('a CA that carries nothing over needs one more order, and there is no gap either', () => {
    const without = simulate(years({ paidUntil: '2031-04-02T00:00:00.000Z', carriesDays: 0 }))
    assert.equal(1 + countOf(without, 'renew'), 6)
    assert.equal(gapDays(without), 0)
  })

  test('the page that shows them is not stale', () => {
    const { kept, made } = keptPage(happened)
    assert.equal(kept, made, 'CERTLOOM_WRITE_DOCS=1 npm test -- term-plan writes it anew')
  })
})

describe('five years begun before, between and after the dates of the rules', () => {
  const STARTS = [
    '2026-04-02',
    '2027-03-14',
    '2027-03-15',
    '2028-06-01',
    '2029-03-14',
    '2029-03-15',
    '2030-01-01',
  ]
  const LIMITS = [199, 99, 46]
  const longest = (day: string): number => (day < '2027-03-15' ? 199 : day < '2029-03-15' ? 99 : 46)

  for (const start of STARTS)
    for (const recurring of [false, true])
      test(`from ${start}, ${recurring ? 'a year at a time' : 'paid at once'}: no gap, each as long as its day allows`, () => {
        const end = `${Number(start.slice(0, 4)) + 5}${start.slice(4)}T00:00:00.000Z`
        const happened = simulate(
          years({
            boughtAt: `${start}T00:00:00.000Z`,
            paidUntil: recurring ? null : end,
            settings: { ...SETTINGS, recurring },
            until: end,
          }),
        )
        assert.equal(gapDays(happened), 0)
        for (const { notBefore, notAfter } of certificatesOf(happened)) {
          const days = Math.round((Date.parse(notAfter) + 1_000 - Date.parse(notBefore)) / DAY_MS)
          assert.ok(days <= longest(notBefore.slice(0, 10)), `${days} days from ${notBefore}`)
        }
        const lives = new Set(
          certificatesOf(happened).map(({ notBefore }) => longest(notBefore.slice(0, 10))),
        )
        assert.deepEqual([...lives], LIMITS.slice(LIMITS.indexOf(longest(start))))
        assert.ok(lastEnd(happened) >= new Date(Date.parse(end) - 4 * DAY_MS).toISOString().slice(0, 10))
        assert.equal(countOf(happened, 'invoice'), countOf(happened, 'paid'))
        assert.equal(countOf(happened, 'invoice') > 0, recurring)
      })

  test('a method that is forbidden on the way is changed once, and never missed', () => {
    const paidUntil = '2031-04-02T00:00:00.000Z'
    const happened = simulate(years({ method: 'ADMIN', paidUntil }))
    const changed = happened.filter(({ needs }) => needs?.control === 'other-method')
    assert.equal(changed.length, 1)
    const after = happened.findIndex(({ at, certificate }) => certificate !== undefined && at >= '2028-03-15')
    assert.equal(happened[after], changed[0])
    assert.ok((changed[0]?.clientBy ?? '') > (changed[0]?.at ?? ''))
  })

  test('from 2029-03-15 on control is proven for every certificate', () => {
    const happened = simulate(
      years({ boughtAt: '2029-03-15T00:00:00.000Z', until: '2031-01-01T00:00:00.000Z' }),
    )
    const needs = happened.flatMap((step) => (step.certificate ? [step.needs?.control] : []))
    assert.ok(needs.length > 5 && needs.every((each) => each === 'afresh'))
  })
})

describe('days that a CA does not carry over', () => {
  const renewal = (carriesDays: number) =>
    simulate(years({ paidUntil: '2031-04-02T00:00:00.000Z', carriesDays })).find(
      ({ what }) => what === 'renew',
    )

  test('carried, none is lost; not carried, each whole day that was left is said', () => {
    assert.equal(renewal(30)?.lostDays, 0)
    const lost = renewal(0)
    const left = (Date.parse('2027-04-01T23:59:59.000Z') - Date.parse(lost?.at ?? '')) / DAY_MS
    assert.equal(lost?.lostDays, Math.floor(left))
    assert.ok((lost?.lostDays ?? 0) >= 9)
  })
})

describe('a year bought on 2026-04-02 that is paid again', () => {
  const recurring = { ...SETTINGS, recurring: true }

  test('due on 2027-04-02: one invoice a year, a week before, and no gap', () => {
    const happened = simulate(
      years({
        paidUntil: '2027-04-02T00:00:00.000Z',
        settings: recurring,
        until: '2028-01-01T00:00:00.000Z',
      }),
    )
    const invoices = happened.filter(({ what }) => what === 'invoice')
    assert.deepEqual(
      invoices.map(({ at }) => at),
      ['2027-03-26T00:00:00.000Z'],
    )
    assert.equal(gapDays(happened), 0)
  })

  test('not paid: nothing more is asked of the CA than what was paid for', () => {
    const happened = simulate(years({ settings: recurring, doesTheirPart: false }))
    assert.equal(countOf(happened, 'renew'), 0)
    assert.equal(lastEnd(happened), '2027-04-01')
  })

  test('an invoice sixty days before delays no reissue', () => {
    const early = { ...recurring, invoiceDaysBefore: 60 }
    const happened = simulate(
      years({ boughtAt: '2029-05-01T00:00:00.000Z', settings: early, until: '2033-01-01T00:00:00.000Z' }),
    )
    assert.equal(gapDays(happened), 0)
    assert.equal(countOf(happened, 'invoice'), countOf(happened, 'paid'))
  })
})

describe('what is not done by itself', () => {
  test('keys in hardware and clicks need the client: told, never ordered', () => {
    for (const kind of ['smime', 'code-signing'] as const) {
      const happened = simulate(
        years({ kind, validityDays: 1095, paidUntil: '2031-04-02T00:00:00.000Z', doesTheirPart: false }),
      )
      assert.deepEqual(
        happened.map(({ what, reason }) => [what, reason]),
        [
          ['issue', 'bought'],
          ['notify', 'kind-needs-the-client'],
        ],
      )
    }
  })

  test('policy none plans nothing, but what is recurring is invoiced', () => {
    const none = { ...SETTINGS, policy: 'none' } as const
    assert.equal(simulate(years({ settings: none })).length, 1)
    const happened = simulate(years({ settings: { ...none, recurring: true }, doesTheirPart: false }))
    assert.equal(countOf(happened, 'invoice'), 1)
  })

  test('a term that ends for good is told, not renewed', () => {
    const happened = simulate(years({ doesTheirPart: false }))
    assert.equal(happened.at(-1)?.reason, 'term-ends')
    assert.equal(countOf(happened, 'renew'), 0)
  })
})

describe('the days before', () => {
  const cases: [number, string, number][] = [
    [10, '2026-10-19T00:00:00.000Z', 10],
    [200, '2026-10-19T00:00:00.000Z', 66],
    [30, '2026-05-18T00:00:00.000Z', 15],
    [10, '2026-04-08T00:00:00.000Z', 2],
    [1, '2026-10-19T00:00:00.000Z', 1],
  ]
  for (const [set, notAfter, effective] of cases)
    test(`${set} as set of a certificate to ${notAfter.slice(0, 10)}: ${effective} in effect`, () => {
      assert.equal(effectiveDaysBefore(set, { notBefore: '2026-04-02T00:00:00.000Z', notAfter }), effective)
    })

  test('orders are spread over the day before, each always at its own moment', () => {
    const at = '2027-01-01T00:00:00.000Z'
    const moments = Array.from({ length: 2_000 }, (_, index) => spreadStart(`order-${index}`, at))
    assert.deepEqual(
      moments,
      Array.from({ length: 2_000 }, (_, index) => spreadStart(`order-${index}`, at)),
    )
    assert.ok(moments.every((moment) => moment <= at && Date.parse(at) - Date.parse(moment) < DAY_MS))
    const hours = new Set(moments.map((moment) => moment.slice(0, 13)))
    assert.equal(hours.size, 24)
  })
})

const anyYears = fc.record({
  orderId: fc.string({ minLength: 8, maxLength: 32 }),
  kind: fc.constantFrom(...PRODUCT_KINDS),
  boughtAt: fc
    .date({ min: new Date('2025-06-01'), max: new Date('2031-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  termYears: fc.integer({ min: 0, max: 5 }),
  recurring: fc.boolean(),
  policy: fc.constantFrom(...RENEWAL_POLICIES),
  daysBefore: fc.integer({ min: 1, max: 200 }),
  invoiceDaysBefore: fc.integer({ min: 1, max: 60 }),
  carriesDays: fc.constantFrom(0, 30, 90),
})

describe('whatever is bought, whenever, under whatever policy', () => {
  test('no gap where the client does their part, no certificate beyond the rules, none replaced in its first half', () => {
    fc.assert(
      fc.property(anyYears, (drawn) => {
        const { termYears, recurring, policy, daysBefore, invoiceDaysBefore, ...rest } = drawn
        const bought = new Date(drawn.boughtAt)
        const end = new Date(bought)
        end.setUTCFullYear(bought.getUTCFullYear() + termYears)
        const until = new Date(bought)
        until.setUTCFullYear(bought.getUTCFullYear() + 7)
        const settings = { policy, daysBefore, invoiceDaysBefore, recurring }
        const paidUntil = termYears === 0 ? null : end.toISOString()
        const happened = simulate(years({ ...rest, settings, paidUntil, until: until.toISOString() }))
        for (const { notBefore, notAfter } of certificatesOf(happened)) {
          const limit = maxCertificateDays(drawn.kind, new Date(notBefore)) * DAY_MS
          assert.ok(Date.parse(notAfter) - Date.parse(notBefore) < limit)
        }
        if (policy !== 'none') assert.ok(gapDays(happened) <= 0, `a gap of ${gapDays(happened)} days`)
        assertNotTooEarly(happened)
        assert.equal(countOf(happened, 'invoice'), countOf(happened, 'paid'))
        const isInvoiced = recurring && drawn.kind.startsWith('ssl')
        if (!isInvoiced) assert.equal(countOf(happened, 'invoice'), 0)
        const occasions = happened.filter(({ what }) => what === 'invoice').map(({ at }) => at)
        assert.equal(new Set(occasions).size, occasions.length)
      }),
      { numRuns: 10_000 },
    )
  })

  test('a move takes less than a millisecond to plan', () => {
    const facts = {
      ...SETTINGS,
      orderId: ORDER,
      kind: 'ssl',
      paidUntil: '2031-04-02',
      productValidUntil: '2027-04-01T23:59:59.000Z',
      certificate: { notBefore: '2026-04-02T00:00:00.000Z', notAfter: '2026-10-17T23:59:59.000Z' },
      endsWithTerm: false,
    } as const
    const startMs = performance.now()
    for (let index = 0; index < 1_000; index += 1) nextMove(facts)
    assert.ok(performance.now() - startMs < 1_000)
  })
})

function assertNotTooEarly(happened: readonly Happened[]): void {
  const replaced = happened.filter(({ certificate }) => certificate !== undefined)
  for (const [index, { at, what, reason }] of replaced.entries()) {
    const before = replaced[index - 1]?.certificate
    if (before === undefined || reason === 'term-ends') continue
    const half = (Date.parse(before.notBefore) + Date.parse(before.notAfter)) / 2
    assert.ok(Date.parse(at) >= half, `${what} in the first half`)
  }
}
