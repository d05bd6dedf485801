import type { KeyType } from '../../pki/key-types.ts'

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
} as const

/** How WebCrypto calls a kind of key, and how a CSR is signed with it. */
function algorithmOf(type: KeyType): (RsaHashedKeyGenParams | EcKeyGenParams) & { hash: string } {
  switch (type) {
    case 'rsa-2048':
      return { ...RSA, modulusLength: 2048 }
    case 'rsa-3072':
      return { ...RSA, modulusLength: 3072 }
    case 'rsa-4096':
      return { ...RSA, modulusLength: 4096 }
    case 'ec-p256':
      return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    case 'ec-p384':
      return { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }
  }
}

export interface MadeKey {
  keys: CryptoKeyPair
  signing: { name: string; hash: string }
}

/** Makes a key that can be saved, as its owner has to keep it. */
export async function makeKey(type: KeyType): Promise<MadeKey> {
  const algorithm = algorithmOf(type)
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  return { keys, signing: { name: algorithm.name, hash: algorithm.hash } }
}
