import { meaningOf } from './error-table.ts'
import { CertumFailure } from './failures.ts'

/** Pages count from 1, and the CA gives none beyond this one (error 1153). */
export const LAST_PAGE = 100

/**
 * Reads a list of pages from the last to the first, and returns them in the list's order.
 *
 * What leaves the list while it is read makes the rest move up: read forwards, a row would slip from an unread page to
 * a read one and be missed. Read backwards, moving up only means being seen twice.
 */
export async function pagesBackwards<Page extends { pagesCount: number }>(
  read: (pageNumber: number) => Promise<Page>,
  first: Page,
): Promise<Page[]> {
  const pages: Page[] = []
  for (let number = first.pagesCount; number > 1; number--) {
    const page = await unlessGone(() => read(number))
    if (page !== null) pages.unshift(page)
  }
  pages.unshift(first.pagesCount > 1 ? ((await unlessGone(() => read(1))) ?? first) : first)
  return pages
}

/** A list can shrink below the page that is asked for; null is such a page. */
export function unlessGone<Page>(read: () => Promise<Page>): Promise<Page | null> {
  return unlessRefusedFor(['no-such-page'], read)
}

/** Null where the CA refuses for one of these reasons of ours. */
export async function unlessRefusedFor<Answer>(
  codes: readonly string[],
  read: () => Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await read()
  } catch (error) {
    const isThat =
      error instanceof CertumFailure &&
      error.errors.some(({ number }) => codes.includes(meaningOf(number).code))
    if (isThat) return null
    throw error
  }
}
