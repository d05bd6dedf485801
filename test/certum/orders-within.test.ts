import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { CertumFailure } from '../../activities/ca/certum/failures.ts'
import { ordersWithin, type ReadOrders } from '../../activities/ca/certum/orders-within.ts'
import type { CertumOrder, DateRange } from '../../activities/ca/certum/types.ts'
import { scripted } from './support/clients.ts'
import { header, refusal } from './support/servers.ts'

const START = Date.parse('2026-09-01T00:00:00Z')
const DAY_MS = 86_400_000
const at = (ms: number) => new Date(START + ms).toISOString()

/** A list of the CA's as it may be: paged, limited, and changing while it is read. */
interface List {
  /** When each order last changed, from the start of the window, by id. */
  changes: Map<string, number>
  pageSize: number
  /** Above this a window is refused (1154). */
  maxRows: number
  maxPages: number
  /** The CA's clock, from the start of the window; every call takes a minute. */
  now: number
  /** What the CA sorts by is not known. */
  sortedBy: 'change' | 'id'
  /** Orders that change before the calls: the next one before each call. */
  restless: string[]
}

function refused(number: number): CertumFailure {
  return new CertumFailure('getModifiedOrders', 'refused', {
    outcome: 'none',
    errors: [{ number, value: null }],
  })
}

function row(orderId: string, changed: number): CertumOrder {
  const status = {
    customer: 'c',
    orderDate: at(0),
    orderId,
    orderStatus: 'AWAITING',
    productCode: '601',
    serialNumber: String(changed),
  } as const
  return { reissue: false, status, details: null, certificate: null }
}

function readerOf(list: List, calls: DateRange[] = []): ReadOrders {
  return async (range) => {
    calls.push(range)
    list.now += 60_000
    const restless = list.restless.shift()
    if (restless !== undefined) list.changes.set(restless, list.now)
    const [from, to] = [Date.parse(range.from) - START, Date.parse(range.to) - START]
    const rows = [...list.changes].filter(([, ms]) => ms >= from && ms <= to)
    rows.sort((a, b) => (list.sortedBy === 'id' ? a[0].localeCompare(b[0]) : a[1] - b[1]))
    if (rows.length > list.maxRows) throw refused(1154)
    const pagesCount = Math.ceil(rows.length / list.pageSize)
    const page = range.pageNumber ?? 1
    if (page > list.maxPages) throw refused(1153)
    if (page > pagesCount) throw refused(1155)
    const shown = rows.slice((page - 1) * list.pageSize, page * list.pageSize)
    return { orders: shown.map(([id, ms]) => row(id, ms)), timestamp: at(list.now), pagesCount }
  }
}

function listOf(changes: readonly number[], limits: Partial<List> = {}): List {
  const byId = new Map(changes.map((ms, index) => [`o-${index}`, ms]))
  return {
    changes: byId,
    pageSize: 5,
    maxRows: 1_000,
    maxPages: 100,
    now: 2 * DAY_MS,
    restless: [],
    sortedBy: 'change',
    ...limits,
  }
}

const idsOf = (orders: readonly CertumOrder[]) => orders.map(({ status }) => status?.orderId ?? '')

describe('orders of a window', () => {
  test('none is lost and none comes twice, however they are paged, limited and changed meanwhile', async () => {
    // Some lie before the window and may enter it. No minute has more than can be read of one.
    const minute = fc.integer({ min: -300, max: 1_440 })
    const changes = fc.uniqueArray(minute, { maxLength: 120, size: 'max' })
    const cases = fc.record({
      changes: changes.map((minutes) => minutes.map((count) => count * 60_000)),
      pageSize: fc.integer({ min: 1, max: 7 }),
      maxRows: fc.integer({ min: 20, max: 60 }),
      maxPages: fc.integer({ min: 10, max: 20 }),
      restless: fc.array(fc.nat(119), { maxLength: 40, size: 'max' }),
      sortedBy: fc.constantFrom('change', 'id'),
      // The window may reach beyond the CA's clock.
      now: fc.integer({ min: DAY_MS / 2, max: 2 * DAY_MS }),
    })
    const check = fc.asyncProperty(cases, async ({ changes, restless, ...limits }) => {
      const known = changes.filter((ms) => ms <= limits.now)
      const ids = restless.filter((index) => index < known.length).map((index) => `o-${index}`)
      const list = listOf(known, { ...limits, restless: ids })
      const { orders, timestamp } = await ordersWithin(readerOf(list), at(0), at(DAY_MS))
      const seen = idsOf(orders)
      assert.equal(new Set(seen).size, seen.length)
      for (const [id, ms] of list.changes) {
        const isOfTheNextLook = timestamp !== null && ms >= Date.parse(timestamp) - START
        assert.ok(seen.includes(id) || isOfTheNextLook || ms < 0 || ms > DAY_MS, `${id} is lost`)
      }
    })
    await fc.assert(check, { numRuns: 300 })
  })

  test('a window with too many rows is read in halves', async () => {
    const changes = Array.from({ length: 90 }, (_, index) => index * 900_000)
    const calls: DateRange[] = []
    const { orders } = await ordersWithin(
      readerOf(listOf(changes, { maxRows: 50 }), calls),
      at(0),
      at(DAY_MS),
    )
    assert.deepEqual(
      idsOf(orders),
      changes.map((_, index) => `o-${index}`),
    )
    const halves = [...new Set(calls.map(({ from, to }) => `${from}/${to}`))]
    const [whole, half] = [`${at(0)}/${at(DAY_MS)}`, at(DAY_MS / 2)]
    assert.deepEqual(halves, [whole, `${half}/${at(DAY_MS)}`, `${at(0)}/${half}`])
  })

  test('a window with more pages than may be asked for is read in halves', async () => {
    const changes = Array.from({ length: 150 }, (_, index) => index * 500_000)
    const { orders } = await ordersWithin(readerOf(listOf(changes, { pageSize: 1 })), at(0), at(DAY_MS))
    assert.equal(orders.length, 150)
  })

  test('weeks of absence are no special case', async () => {
    const changes = Array.from({ length: 900 }, (_, index) => index * (DAY_MS / 25))
    const list = listOf(changes, { maxRows: 60, now: 60 * DAY_MS })
    const calls: DateRange[] = []
    const { orders } = await ordersWithin(readerOf(list, calls), at(0), at(40 * DAY_MS))
    assert.equal(orders.length, 900)
    assert.ok(calls.length < 600, `${calls.length} calls`)
  })

  for (const [number, limits] of [
    [1154, { maxRows: 3 }],
    [1153, { maxPages: 2, pageSize: 1 }],
  ] as const) {
    test(`a minute that is refused with ${number} is not split for ever`, async () => {
      const calls: DateRange[] = []
      const list = listOf([0, 1, 2, 3, 4], { ...limits })
      const isThat = (error: unknown) =>
        error instanceof CertumFailure && error.errors.some((item) => item.number === number)
      await assert.rejects(ordersWithin(readerOf(list, calls), at(0), at(DAY_MS)), isThat)
      assert.ok(calls.length < 60, `${calls.length} calls`)
    })
  }

  test('any other refusal is none of a window', async () => {
    const calls: DateRange[] = []
    const read: ReadOrders = async (range) => {
      calls.push(range)
      throw refused(1110)
    }
    await assert.rejects(ordersWithin(read, at(0), at(DAY_MS)), CertumFailure)
    assert.equal(calls.length, 1)
  })

  test('an empty list need not have a first page', async () => {
    const { orders, timestamp } = await ordersWithin(readerOf(listOf([])), at(0), at(DAY_MS))
    assert.deepEqual([orders, timestamp], [[], null])
  })

  test('rows that look the same on one page are as many certificates', async () => {
    const twice = [row('o-1', 1), { ...row('o-1', 1), reissue: true }, { ...row('o-1', 1), reissue: true }]
    const read: ReadOrders = async () => ({ orders: twice, timestamp: at(5), pagesCount: 1 })
    assert.equal((await ordersWithin(read, at(0), at(DAY_MS))).orders.length, 3)
  })
})

describe('port: orders placed', () => {
  test('are those of the date range, one entry each, from all pages and halves', async (t) => {
    const order = (orderID: string) => ({
      orderStatus: { customer: 'c', orderID, orderStatus: 'AWAITING', productCode: '606' },
    })
    const { client } = await scripted(t, {
      getOrdersByDateRange: ({ fromDate, toDate, pageNumber }) => {
        if (Number(toDate) - Number(fromDate) > DAY_MS) return refusal(1154)
        const half = Number(fromDate) === START ? 'a' : 'b'
        const Order = [order('both'), order(`${half}-${pageNumber}`)]
        return { responseHeader: header({ pagesCount: 2, timestamp: at(2 * DAY_MS) }), orders: { Order } }
      },
    })
    const placed = await createCertumPort(client).placedOrders(at(0), at(2 * DAY_MS))
    assert.deepEqual(placed.map(({ caOrderId }) => caOrderId).sort(), ['a-1', 'a-2', 'b-1', 'b-2', 'both'])
    assert.deepEqual(placed[0], {
      caOrderId: 'both',
      status: 'AWAITING',
      caStatus: 'AWAITING',
      productCode: '606',
      customerLabel: 'c',
      serialNumber: null,
      reissues: 0,
    })
  })
})
