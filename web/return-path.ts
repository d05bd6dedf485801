import type { Request } from 'express'

const MOST_CHARACTERS = 2_000
/** All pages that ask to sign in. Nothing else is worth coming back to, and no other site begins like this. */
const SIGNED_IN = /^\/(?:orders|admin)(?:\/|$)/

/** The path of a page of ours in a text that came from outside; null for anything that could lead elsewhere. */
export function returnPath(text: string): string | null {
  if (!/^\/[^/\\]/.test(text) || text.length > MOST_CHARACTERS || !URL.canParse(text, 'http://here'))
    return null
  const { origin, pathname, searchParams } = new URL(text, 'http://here')
  if (origin !== 'http://here' || !SIGNED_IN.test(pathname) || pathname.includes('//')) return null
  // A piece of a page is none by itself, and a file would be saved rather than shown.
  searchParams.delete('fragment')
  const page = pathname.replace(/\/[^/]*\.[^/]*$/, '')
  const query = searchParams.size === 0 ? '' : `?${searchParams}`
  return page.startsWith('/admin/sign-in') ? null : page + query
}

/** The page that the browser says it was on, if it is one of ours. */
function refererOf(request: Request, publicUrl: string): string | null {
  const referer = request.get('referer') ?? ''
  if (!URL.canParse(referer)) return null
  const { origin, pathname, search } = new URL(referer)
  const ours = [new URL(publicUrl).origin, `${request.protocol}://${request.get('host')}`]
  return ours.includes(origin) ? returnPath(pathname + search) : null
}

/** Where a person who is sent to sign in comes back to: the page they asked for, or the one that their form is on. */
export function wayBack(request: Request, publicUrl: string): string | null {
  const asked = returnPath(request.originalUrl)
  if (request.method === 'POST') return refererOf(request, publicUrl) ?? asked
  // What a page loads by itself is no page.
  const isPage = (request.get('sec-fetch-dest') ?? 'document') === 'document'
  return request.method === 'GET' && isPage ? asked : null
}

/** The order that a page is about; null for one that is about none. */
export function orderOfPath(path: string): string | null {
  return /^\/orders\/([0-9a-f]{32})(?:[/?]|$)/.exec(path)?.[1] ?? null
}

export function pathOf(address: string): string {
  return address.split('?')[0] ?? ''
}
