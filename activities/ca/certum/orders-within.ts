import { pagesBackwards, unlessGone, unlessRefusedFor } from './pages.ts'
import type { CertumOrder, CertumOrderPage, DateRange } from './types.ts'

/** getModifiedOrders or getOrdersByDateRange. */
export type ReadOrders = (range: DateRange) => Promise<CertumOrderPage>

export interface OrdersWithin {
  /** In the list's order. One id comes once for each certificate, and no row comes twice. */
  orders: CertumOrder[]
  /** The CA's clock from before the first of them was read: where the next look starts. */
  timestamp: string | null
}

/** A window is split down to this length; a minute that is still too full is refused. */
const SHORTEST_WINDOW_MS = 60_000
const TOO_MANY = ['too-many-rows', 'page-invalid']

/**
 * All orders of a window, however many: one that the CA has too many rows for (1154) or too many pages (1153) is read
 * in halves. The CA's clock closes the window, so that nothing enters it any more; what leaves it meanwhile has changed
 * after `timestamp`. Later parts are read before earlier ones, as an order can only move on to later ones.
 */
export async function ordersWithin(read: ReadOrders, from: string, to: string): Promise<OrdersWithin> {
  let timestamp: string | null = null
  const readPage: ReadOrders = async (range) => {
    const page = await read({ ...range, to: closed(range, timestamp), option: { orderStatus: true } })
    timestamp ??= page.timestamp
    return page
  }
  const pages = await pagesOf(readPage, { from, to })
  return { orders: eachOnce(pages), timestamp }
}

/** Not past the CA's own clock, unless that is before the window. */
function closed({ from, to }: DateRange, now: string | null): string {
  if (now === null) return to
  const at = Date.parse(now)
  return Date.parse(from) < at && at < Date.parse(to) ? now : to
}

async function pagesOf(read: ReadOrders, window: DateRange): Promise<CertumOrderPage[]> {
  const middle = middleOf(window)
  if (middle === null) return wholeWindow(read, window)
  const whole = await unlessRefusedFor(TOO_MANY, () => wholeWindow(read, window))
  if (whole !== null) return whole
  const later = await pagesOf(read, { from: middle, to: window.to })
  return [...(await pagesOf(read, { from: window.from, to: middle })), ...later]
}

/** An empty list has no first page with some CAs; beyond the last page that may be asked for, the CA refuses at once. */
async function wholeWindow(read: ReadOrders, window: DateRange): Promise<CertumOrderPage[]> {
  const readPage = (pageNumber: number) => read({ ...window, pageNumber })
  const first = await unlessGone(() => readPage(1))
  if (first === null) return []
  return pagesBackwards(readPage, first)
}

/** Null where the window is too short to be split. */
function middleOf({ from, to }: DateRange): string | null {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  if (!(end - start > SHORTEST_WINDOW_MS)) return null
  return new Date(Math.floor((start + end) / 2)).toISOString()
}

/** Both ends belong to a window, and rows move between pages: the same row on another page is no other row. */
function eachOnce(pages: readonly CertumOrderPage[]): CertumOrder[] {
  const seen = new Set<string>()
  return pages.flatMap(({ orders }) => {
    const fresh = orders.filter((order) => !seen.has(JSON.stringify(order)))
    for (const order of orders) seen.add(JSON.stringify(order))
    return fresh
  })
}
