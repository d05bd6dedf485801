import type { CertumClient } from './client.ts'
import { meaningOf } from './error-table.ts'
import { CertumFailure } from './failures.ts'
import type { CertumOrder, CertumOrderPage } from './types.ts'

/**
 * All orders whose status changed in a window, and the CA's clock from before the first of them was read.
 *
 * An order that changes once more meanwhile leaves the window, and those behind it move up: read forwards, one of
 * them would slip from an unread page to a read one and be missed. Pages are therefore read from the last to the
 * first, where moving up only means being seen twice.
 */
export async function modifiedOrders(
  client: Pick<CertumClient, 'getModifiedOrders'>,
  from: string,
  to: string,
): Promise<{ orders: CertumOrder[]; timestamp: string | null }> {
  const read = (pageNumber: number) =>
    client.getModifiedOrders({ from, to, pageNumber, option: { orderStatus: true } })
  const first = await read(1)
  const pages: CertumOrderPage[] = []
  for (let number = first.pagesCount; number > 1; number--)
    pages.unshift(await unlessGone(() => read(number)))
  pages.unshift(first.pagesCount > 1 ? await read(1) : first)
  return { orders: pages.flatMap((page) => page.orders), timestamp: first.timestamp }
}

/** A list can shrink below the page that is asked for. */
async function unlessGone(read: () => Promise<CertumOrderPage>): Promise<CertumOrderPage> {
  try {
    return await read()
  } catch (error) {
    const gone =
      error instanceof CertumFailure &&
      error.errors.some(({ number }) => meaningOf(number).code === 'no-such-page')
    if (gone) return { orders: [], timestamp: null, pagesCount: 1 }
    throw error
  }
}
