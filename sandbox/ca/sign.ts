import { KeyObject, sign } from 'node:crypto'
import type { Signer } from './ca-certificates.ts'
import { AlgorithmIdentifier } from './x509.ts'

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11'

/** How this signer's signatures are called: RFC 5758 3.2 without parameters, RFC 4055 5 with NULL. */
export function signatureAlgorithmOf({ key }: Signer): AlgorithmIdentifier {
  if (key.algorithm.name === 'ECDSA') return new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
  return new AlgorithmIdentifier({ algorithm: RSA_WITH_SHA256, parameters: null })
}

/** The signature over DER, in the form that certificates, lists and answers hold. */
export function signatureOf({ key }: Signer, der: ArrayBuffer): ArrayBuffer {
  return new Uint8Array(sign('sha256', new Uint8Array(der), KeyObject.from(key))).buffer
}

/** RFC 5280 4.1.2.5.2: times have no fractions of a second. */
export function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000)
}
