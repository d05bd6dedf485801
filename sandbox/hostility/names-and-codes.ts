import type { Behaviour } from '../core/behaviour.ts'

/** What a CA does that issues something else than was ordered. */
export const NAMES_ISSUED = ['as-ordered', 'without-last', 'with-another'] as const
/** How a CA may read the list of names of a reissue. */
export const REISSUE_LISTS = ['new-only', 'known-too', 'whole'] as const
/** Which answers hold the code by which names are proven. */
export const CODES_GIVEN = ['always', 'first-order', 'on-request'] as const

/** A name that nobody ever orders. */
const ANOTHER = 'nobody-ordered-this.test'

/** The names that a certificate gets for an order of these. */
export function namesIssued(ordered: readonly string[], { namesIssued }: Behaviour): string[] {
  switch (namesIssued) {
    case 'as-ordered':
      return [...ordered]
    case 'without-last':
      return ordered.length > 1 ? ordered.slice(0, -1) : [...ordered]
    case 'with-another':
      return ordered.length > 0 ? [...ordered, ANOTHER] : []
  }
}

/** Whether an answer holds its code; who has none asks for it by `addSanVerification`. A mail's link needs none. */
export function givesCode(
  { codes }: Behaviour,
  answer: 'order' | 'again',
  approver: { method: string } | null | undefined,
): boolean {
  if (approver === null || approver === undefined) return false
  if (approver.method === 'ADMIN' || codes === 'always') return true
  return codes === 'first-order' && answer === 'order'
}
