import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { CaRefusal } from '../../activities/ca/errors.ts'
import type { CaPort } from '../../activities/ca/port.ts'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import { door, newCsr } from '../sandbox/harness.ts'
import { turn } from '../sandbox/switches.ts'
import { issued, orderOf, portTo } from './support/sandbox.ts'

const HOUR_MS = 3_600_000

/** Ways to write one and the same answer. */
const WAYS: [string, Partial<Behaviour>][] = [
  ['certificates with CRLF', { pemStyle: 'crlf' }],
  ['certificates without line ends', { pemStyle: 'unwrapped' }],
  ['certificates without their frame', { pemStyle: 'bare' }],
  ['names one below the other', { namesSeparator: '\n' }],
  ['names with semicolons', { namesSeparator: ';' }],
  ['instants without a zone', { timestamps: 'no-zone' }],
  ['instants of another zone', { timestamps: 'offset' }],
  ['children the other way round', { childOrder: 'reversed' }],
  ['empty elements for what is absent', { nilElements: true }],
  ['elements nobody described', { unknownElements: true }],
  ['rows twice', { modifiedOrders: 'repeated' }],
  ['the end of the product under another name', { productValidityElement: 'productValidity' }],
  ['one order a page', { pageSize: 1 }],
  [
    'all of it at once',
    {
      pemStyle: 'crlf',
      namesSeparator: ',',
      timestamps: 'no-zone',
      childOrder: 'reversed',
      nilElements: true,
      unknownElements: true,
      modifiedOrders: 'repeated',
      pageSize: 1,
    },
  ],
]

/** All that is read of an order and of the lists. */
async function readings(port: CaPort, caOrderId: string) {
  const [since, until] = [new Date(Date.now() - HOUR_MS), new Date(Date.now() + HOUR_MS)].map((at) =>
    at.toISOString(),
  )
  const { orders } = await port.changedOrders(since ?? '', until ?? '')
  return {
    order: await port.readOrder(caOrderId),
    certificates: await port.certificates(caOrderId),
    changed: orders.toSorted((a, b) => a.caOrderId.localeCompare(b.caOrderId)),
    placed: (await port.placedOrders(since ?? '', until ?? '')).toSorted((a, b) =>
      a.caOrderId.localeCompare(b.caOrderId),
    ),
    products: await port.products(),
  }
}

async function worldOf(t: TestContext) {
  const { sandbox, port } = await portTo(t)
  for (const [caOrderId, name] of [
    ['odd-1', 'odd.test'],
    ['odd-2', 'other.test'],
  ] as const) {
    const names = [name, `www.${name}`]
    await issued(sandbox, port, await orderOf({ caOrderId, names, csr: await newCsr(`CN=${names[0]}`) }))
  }
  return { sandbox, port }
}

describe('an answer written in another way', () => {
  test('says the same to us, whichever it is', async (t) => {
    const { sandbox, port } = await worldOf(t)
    const plain = await readings(port, 'odd-1')
    assert.equal(plain.certificates.length, 1)
    assert.equal(plain.certificates[0]?.chain?.length, 2)
    assert.notEqual(plain.order.productValidUntil, null)
    for (const [what, switches] of WAYS)
      await t.test(`with ${what}`, async () => {
        await door(sandbox, 'DELETE', '/behaviour')
        await turn(sandbox, switches)
        assert.deepEqual(await readings(port, 'odd-1'), plain)
      })
  })

  test('of which only the first error is told is refused for that one', async (t) => {
    const { sandbox, port } = await portTo(t)
    const bad = await orderOf({ productCode: '999', csr: 'no request' })
    const codes = async () => {
      const error: unknown = await port.checkOrder(bad).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof CaRefusal)
      return error.problems.map(({ caCode }) => caCode)
    }
    const all = await codes()
    assert.ok(all.length > 1, String(all))
    await turn(sandbox, { singleElementLists: true })
    assert.deepEqual(await codes(), all.slice(0, 1))
  })

  test('as 2 for wrong credentials is read as 3 is', async (t) => {
    const { sandbox, port } = await portTo(t, { password: 'wrong' })
    for (const credentialsSuccessCode of [2, 3] as const) {
      await turn(sandbox, { credentialsSuccessCode })
      await assert.rejects(port.products(), { code: 'credentials', outcome: 'none' })
    }
  })
})

describe('a CA whose parts are behind each other', () => {
  test('tells a new order as unknown for a while, and takes it no second time', async (t) => {
    const { sandbox, port, advance } = await portTo(t)
    await turn(sandbox, { findDelayMs: HOUR_MS })
    const order = await orderOf({ caOrderId: 'hidden-1' })
    await port.placeOrder(order)
    assert.equal(await port.findOrder('hidden-1'), null)
    assert.equal((await port.placeOrder(order)).placed, 'earlier')
    advance(HOUR_MS)
    assert.equal((await port.findOrder('hidden-1'))?.status, 'AWAITING')
  })

  test('lists each change with the status it led to: every order comes once', async (t) => {
    const { sandbox, port } = await portTo(t)
    await turn(sandbox, { modifiedOrders: 'every-change' })
    for (const caOrderId of ['row-1', 'row-2', 'row-3']) {
      const names = [`${caOrderId}.test`]
      await issued(sandbox, port, await orderOf({ caOrderId, names, csr: await newCsr(`CN=${names[0]}`) }))
    }
    const { changed } = await readings(port, 'row-1')
    assert.deepEqual(
      changed.map(({ caOrderId }) => caOrderId),
      ['row-1', 'row-2', 'row-3'],
    )
  })
})
