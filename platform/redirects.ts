import type { IncomingMessage } from 'node:http'

/** Those that a CA may follow in search of a file (TLS baseline requirements 3.2.2.4.18). */
const REDIRECTS = [301, 302, 307, 308]

/** Where an answer sends whoever looks for a file; null where it does not, or where no CA may go: only to the usual ports. */
export function redirectTarget({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
  const { location } = headers
  if (!REDIRECTS.includes(statusCode) || location === undefined) return null
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  return target !== null && /^https?:$/.test(target.protocol) && target.port === '' ? target : null
}
