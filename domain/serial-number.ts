/** What programs write in front of a serial number: OpenSSL's `serial=`, a viewer's `Serial Number:`, `0x`. */
const PREFIX = /^(?:serial(?: ?number)?[=:])?(?:0x)?/i

/** What stands between its digits, or is copied with them unseen. */
const SEPARATORS = /[\s:\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff-]/g

const HEX = /^[\dA-F]{1,80}$/

/**
 * A certificate's serial number in its one form, however it was written: upper-case hex in whole octets, without
 * separators and without octets of zero in front (`0a:53:de`, `00 0A 53 DE` and `A53DE` are `0A53DE`). Null for a text
 * that is none.
 */
export function canonicalSerial(text: string): string | null {
  const digits = text.trim().replace(PREFIX, '').replace(SEPARATORS, '').toUpperCase()
  if (!HEX.test(digits)) return null
  const number = digits.replace(/^0+(?=.)/, '')
  return number.length % 2 === 0 ? number : `0${number}`
}
