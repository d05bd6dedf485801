import { isId } from './ids.ts'
import type { KeyRing } from './secrets.ts'

const PURPOSE = 'configuration-link'

/**
 * The token in the link of a configuration mail. It signs nobody in: its page sends a fresh one-time link to the
 * customer's own address, so it may be old, and needs no row.
 */
export function configurationLinkToken(keyRing: KeyRing, orderId: string): string {
  return `${orderId}.${keyRing.sign(PURPOSE, orderId)}`
}

/** @returns the order's id, or null for a token that was not made here */
export function readConfigurationLinkToken(keyRing: KeyRing, token: string): string | null {
  const [orderId = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isId(orderId)) return null
  return keyRing.verify(PURPOSE, orderId, signature) ? orderId : null
}
