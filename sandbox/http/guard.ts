import type { NextFunction, Request, Response } from 'express'

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/i

/** The host of a Host header or an authority, without its port. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase()
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/**
 * Keeps foreign web pages out: a page elsewhere may make a browser send requests here, but not without an Origin that
 * tells. Names that point to this machine by trickery never get here: the Host header decides before.
 */
export function refuseForeignPages(request: Request, response: Response, next: NextFunction): void {
  const origin = request.get('origin')
  const own = origin === undefined || (URL.canParse(origin) && isLoopback(hostOf(new URL(origin).host)))
  if (own) next()
  else response.status(403).type('text/plain').send('only pages of this machine may ask this')
}
