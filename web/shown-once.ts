import type { Request } from 'express'

/** A secret that was just made: what it is of, and itself. */
export interface ShownOnce {
  /** The page that shows it. */
  page: string
  name: string
  value: string
}

/** Keeps a secret for the page that its form leads to, so that loading that page again neither shows nor makes one. */
export function showOnce(request: Request, secret: ShownOnce): void {
  request.session.shownOnce = secret
}

/** The secret that this page is to show, this one time. */
export function takeShownOnce(request: Request, page: string): ShownOnce | null {
  const { shownOnce } = request.session
  if (shownOnce?.page !== page) return null
  delete request.session.shownOnce
  return shownOnce
}
