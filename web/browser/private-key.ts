import { Constructed, fromBER, Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import { AlgorithmIdentifier, PrivateKeyInfo } from 'pkijs'
import { findPemBlocks, type PemBlock } from '../../pki/pem-blocks.ts'
import type { P12Problem } from '../p12-problems.ts'

/** Why a file is of no use as a private key. */
type KeyFileProblem = Extract<P12Problem, 'not-a-key' | 'locked' | 'unknown-kind'>

export class KeyFileError extends Error {
  readonly problem: KeyFileProblem

  constructor(problem: KeyFileProblem) {
    super(problem)
    this.problem = problem
  }
}

export interface PrivateKey {
  /** DER. */
  pkcs8: ArrayBuffer
  /** DER of the public key that belongs to it. */
  spki: ArrayBuffer
}

const RSA_OID = '1.2.840.113549.1.1.1'
const EC_OID = '1.2.840.10045.2.1'

/** What WebCrypto has to be told before it reads a key; the kind itself is in the file. */
const READERS = [
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  { name: 'ECDSA', namedCurve: 'P-256' },
  { name: 'ECDSA', namedCurve: 'P-384' },
  { name: 'ECDSA', namedCurve: 'P-521' },
] as const

/** The bytes of a PEM body; lines about encryption may stand before them (RFC 1421). */
function decoded(body: string): Uint8Array<ArrayBuffer> {
  if (/^\s*Proc-Type:.*ENCRYPTED/.test(body)) throw new KeyFileError('locked')
  try {
    return Uint8Array.from(atob(body.replace(/\s/g, '')), (character) => character.charCodeAt(0))
  } catch {
    throw new KeyFileError('not-a-key')
  }
}

/** An RSA or EC key of the older forms in the envelope that all kinds share (RFC 5208). */
function wrapped(
  algorithmId: string,
  algorithmParams: Null | ObjectIdentifier,
  key: Uint8Array<ArrayBuffer>,
) {
  return new PrivateKeyInfo({
    privateKeyAlgorithm: new AlgorithmIdentifier({ algorithmId, algorithmParams }),
    privateKey: new OctetString({ valueHex: key.buffer }),
  })
    .toSchema()
    .toBER(false)
}

/** The curve that an EC key of the older form names (RFC 5915). */
function curveOf(der: Uint8Array<ArrayBuffer>): ObjectIdentifier {
  const { result } = fromBER(der.buffer)
  const members = result instanceof Sequence ? result.valueBlock.value : []
  const parameters = members.find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0)
  const [curve] = parameters instanceof Constructed ? parameters.valueBlock.value : []
  if (curve instanceof ObjectIdentifier) return curve
  throw new KeyFileError('unknown-kind')
}

function pkcs8Of({ label, body }: PemBlock): ArrayBuffer {
  const der = decoded(body ?? '')
  switch (label) {
    case 'PRIVATE KEY':
      return der.buffer
    case 'RSA PRIVATE KEY':
      return wrapped(RSA_OID, new Null(), der)
    case 'EC PRIVATE KEY':
      return wrapped(EC_OID, curveOf(der), der)
    case 'ENCRYPTED PRIVATE KEY':
      throw new KeyFileError('locked')
    default:
      throw new KeyFileError('unknown-kind')
  }
}

async function importKey(pkcs8: ArrayBuffer) {
  for (const reader of READERS) {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, reader, true, ['sign']).catch(() => null)
    if (key !== null) return { key, reader }
  }
  throw new KeyFileError('unknown-kind')
}

async function publicPartOf({ key, reader }: Awaited<ReturnType<typeof importKey>>): Promise<ArrayBuffer> {
  const { kty = '', n = '', e = '', crv = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', key)
  const known = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }
  const half = await crypto.subtle.importKey('jwk', known, reader, true, ['verify'])
  return crypto.subtle.exportKey('spki', half)
}

/**
 * Reads a private key as tools write it: PKCS #8, PKCS #1 or SEC 1, PEM, with or without other blocks around it.
 * @throws {KeyFileError} where there is none, it is protected by a password, or no certificate here can have it
 */
export async function readPrivateKey(text: string): Promise<PrivateKey> {
  const block = findPemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (block === undefined) throw new KeyFileError('not-a-key')
  const imported = await importKey(pkcs8Of(block))
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', imported.key)
  return { pkcs8, spki: await publicPartOf(imported) }
}
