import { randomBytes } from 'node:crypto'

/**
 * A fresh id of 128 random bits, as 32 lower-case hex digits: short enough for every partner's field, and not to be
 * guessed.
 */
export function newId(): string {
  return randomBytes(16).toString('hex')
}

/** True for a text of the form `newId` gives. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text)
}

/** A password or token for people and programs: `bits` of randomness in letters, digits, `-` and `_`. */
export function newSecret(bits = 192): string {
  return randomBytes(Math.ceil(bits / 8)).toString('base64url')
}
