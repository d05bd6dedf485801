import { webcrypto } from 'node:crypto'

export const KEY_TYPES = ['rsa', 'ecdsa'] as const
export type KeyType = (typeof KEY_TYPES)[number]

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const
const PUBLIC_EXPONENT = new Uint8Array([1, 0, 1])

/** What the X.509 library is told to sign with: SHA-256 for either type of key. */
export function signingAlgorithmOf(key: webcrypto.CryptoKey): { name: string; hash: string } {
  return { name: key.algorithm.name, hash: 'SHA-256' }
}

/** Makes a key pair that may be stored; `rsaBits` is not looked at for P-256 keys. */
export async function newKeyPair(type: KeyType, rsaBits = 3_072): Promise<webcrypto.CryptoKeyPair> {
  const usages: webcrypto.KeyUsage[] = ['sign', 'verify']
  if (type === 'ecdsa') return webcrypto.subtle.generateKey(ECDSA, true, usages)
  const algorithm = { ...RSA, modulusLength: rsaBits, publicExponent: PUBLIC_EXPONENT }
  return webcrypto.subtle.generateKey(algorithm, true, usages)
}

/** The private key as PKCS#8 in base64, the form the sandbox's database keeps. */
export async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
}

export async function importPrivateKey(pkcs8: string, type: KeyType): Promise<webcrypto.CryptoKey> {
  const algorithm = type === 'rsa' ? RSA : ECDSA
  return webcrypto.subtle.importKey('pkcs8', Buffer.from(pkcs8, 'base64'), algorithm, true, ['sign'])
}

/** 128 random bits as 32 upper-case hex digits; the first octet is never zero, so that no reader drops a digit. */
export function newSerialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  if (bytes[0] === 0) return newSerialNumber()
  return Buffer.from(bytes).toString('hex').toUpperCase()
}
