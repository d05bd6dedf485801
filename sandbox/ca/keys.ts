import { webcrypto } from 'node:crypto'

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const

/** Makes a P-256 key pair that may be stored. */
export async function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify'])
}

/** The private key as PKCS#8 in base64, the form the sandbox's database keeps. */
export async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
}

export async function importPrivateKey(pkcs8: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', Buffer.from(pkcs8, 'base64'), KEY_ALGORITHM, true, ['sign'])
}

/** 128 random bits as 32 upper-case hex digits; the first octet is never zero, so that no reader drops a digit. */
export function newSerialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  if (bytes[0] === 0) return newSerialNumber()
  return Buffer.from(bytes).toString('hex').toUpperCase()
}
