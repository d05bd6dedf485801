import { withoutInvisible } from './invisible.ts'

/** What a person typed or pasted as the name of a host, taken apart. Runs in the browser too. */
export interface TypedName {
  /** The name alone, as it was spelled; what cannot be taken apart stays whole, to be refused for what it is. */
  host: string
  /** True where more than a name was given, as in `https://shop.example.com:443/cart`. */
  wasAddress: boolean
}

/** `https://`, and what becomes of it under hurried fingers: `https:/`, `https//`, `//`. */
const SCHEME = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/|https?:\/|https?\/\/|\/\/)\/*/i

const PORT = /:\d{1,5}$/

/** An address in the brackets of RFC 3986, which keep its colons from a port's. */
const BRACKETED = /^\[([0-9a-f:.]{2,45})\](?::\d{1,5})?$/i

/** A network (`192.0.2.0/24`) is no address of a page, and nothing with a single label is a host worth guessing. */
function isHost(host: string): boolean {
  return /[^.\u3002\uff0e\uff61][.\u3002\uff0e\uff61][^.]/.test(host)
}

function withoutFinalDot(host: string): string {
  return /[^.\u3002\uff0e\uff61][.\u3002\uff0e\uff61]$/.test(host) ? host.slice(0, -1) : host
}

function hostOfAddress(text: string): string | null {
  const [authority = '', rest = ''] = text.replace(SCHEME, '').split(/(?=[/?#\\])/, 2)
  const hasScheme = SCHEME.test(text)
  // Without a scheme `jan@example.com` is a mailbox, and `192.0.2.0/24` a network.
  if (!hasScheme && (authority.includes('@') || /^\/\d{1,3}$/.test(rest))) return null
  const place = authority.slice(authority.lastIndexOf('@') + 1)
  const address = BRACKETED.exec(place)?.[1]
  if (address !== undefined) return address
  const host = place.replace(PORT, '')
  return /[:[\]]/.test(host) || !isHost(host) ? null : host
}

/**
 * Finds the name in what was typed: without what nobody sees in it, blanks around it and a final dot, and of a web
 * address (scheme, user, port, path) the host alone.
 */
export function readTypedName(input: string): TypedName {
  const text = withoutInvisible(input).trim()
  const isPlain = !/[/:@[\]?#\\]/.test(text)
  // An IPv6 address has colons of its own.
  const isVersion6 = /^[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2
  if (isPlain || isVersion6) return { host: withoutFinalDot(text), wasAddress: false }
  const host = hostOfAddress(text)
  return host === null ? { host: text, wasAddress: false } : { host: withoutFinalDot(host), wasAddress: true }
}
