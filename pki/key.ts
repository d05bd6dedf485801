import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { PkiProblem } from './problem.ts'
import { hasClosePrimes, hasRocaFingerprint, hasSmallFactor } from './rsa-weakness.ts'

/** Shortest RSA key for TLS; code signing asks for 3072. */
export const MIN_RSA_BITS = 2048
/** Longer RSA keys are refused: OpenSSL's own limit is not far, and nothing is gained by them. */
const MAX_RSA_BITS = 8192

/** An exponent may have more bits in theory, but verifiers do not take it (Baseline Requirements 6.1.6: below 2^256). */
const MAX_EXPONENT = 1n << 256n

export interface KeyInfo {
  algorithm: 'RSA' | 'EC'
  bits: number
  /** Absent for curves that no CA takes. */
  curve?: 'P-256' | 'P-384' | 'P-521'
  /** Of an RSA key, decimal. */
  exponent?: string
  /** Lower-case hex of the SubjectPublicKeyInfo's hash: equal keys have equal values. */
  spkiSha256: string
}

export interface KeyInspection {
  key: KeyInfo
  /** Weak, but no reason for a CA to refuse. */
  findings: PkiProblem[]
  /** Reasons for a CA to refuse the key. */
  refusals: PkiProblem[]
}

const CURVES = {
  prime256v1: { curve: 'P-256', bits: 256, oid: '06082a8648ce3d030107' },
  secp384r1: { curve: 'P-384', bits: 384, oid: '06052b81040022' },
  secp521r1: { curve: 'P-521', bits: 521, oid: '06052b81040023' },
} as const

const ID_EC_PUBLIC_KEY = '06072a8648ce3d0201'

function exponentProblem(exponent: bigint): { refusals: PkiProblem[]; findings: PkiProblem[] } {
  const shown = exponent >= MAX_EXPONENT ? '> 2^256' : exponent.toString()
  const isInvalid = exponent < 3n || exponent % 2n === 0n || exponent >= MAX_EXPONENT
  if (isInvalid) {
    return { refusals: [{ code: 'rsa-exponent-invalid', params: { exponent: shown } }], findings: [] }
  }
  const isSmall = exponent < 65537n
  return {
    refusals: [],
    findings: isSmall ? [{ code: 'rsa-exponent-small', params: { exponent: shown } }] : [],
  }
}

function modulusProblems(modulus: bigint): PkiProblem[] {
  if (hasSmallFactor(modulus)) return [{ code: 'rsa-small-factor' }]
  if (hasClosePrimes(modulus)) return [{ code: 'rsa-close-primes' }]
  return hasRocaFingerprint(modulus) ? [{ code: 'rsa-roca' }] : []
}

function modulusOf(key: KeyObject): bigint {
  const { n } = key.export({ format: 'jwk' })
  return n === undefined ? 0n : BigInt(`0x0${Buffer.from(n, 'base64url').toString('hex')}`)
}

function inspectRsa(key: KeyObject, spkiSha256: string, minBits: number): KeyInspection {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  const exponent = key.asymmetricKeyDetails?.publicExponent ?? 0n
  const { refusals, findings } = exponentProblem(exponent)
  if (bits < minBits) refusals.unshift({ code: 'rsa-too-short', params: { bits, min: minBits } })
  // The arithmetic below grows with the square of the length: a monstrous key is refused before it.
  if (bits > MAX_RSA_BITS) refusals.unshift({ code: 'rsa-too-long', params: { bits, max: MAX_RSA_BITS } })
  else refusals.push(...modulusProblems(modulusOf(key)))
  if (bits % 8 !== 0) refusals.push({ code: 'rsa-odd-length', params: { bits } })
  const shown = exponent >= MAX_EXPONENT ? {} : { exponent: exponent.toString() }
  return { key: { algorithm: 'RSA', bits, ...shown, spkiSha256 }, findings, refusals }
}

function namedCurve(name: string): (typeof CURVES)[keyof typeof CURVES] | undefined {
  return Object.entries(CURVES).find(([key]) => key === name)?.[1]
}

function inspectEc(key: KeyObject, spki: Buffer, spkiSha256: string): KeyInspection {
  const name = key.asymmetricKeyDetails?.namedCurve ?? 'unknown'
  const known = namedCurve(name)
  // OpenSSL recognises spelled-out parameters as the curve they describe; the Baseline Requirements want its name.
  const isNamed = known !== undefined && spki.toString('hex', 0, 40).includes(ID_EC_PUBLIC_KEY + known.oid)
  if (known !== undefined && isNamed) {
    const { curve, bits } = known
    return { key: { algorithm: 'EC', bits, curve, spkiSha256 }, findings: [], refusals: [] }
  }
  const bits = known?.bits ?? Number(/\d{3}/.exec(name)?.[0] ?? 0)
  const curve = known === undefined ? name : `${known.curve} (explicit)`
  return {
    key: { algorithm: 'EC', bits, spkiSha256 },
    findings: [],
    refusals: [{ code: 'key-curve', params: { curve } }],
  }
}

/**
 * Reads a public key (DER of a SubjectPublicKeyInfo) and judges it by the Baseline Requirements 6.1.1.3, 6.1.5, 6.1.6.
 * A key that is neither RSA nor EC, or cannot be read, gives a problem. Never throws.
 */
export function inspectKey(
  spkiDer: Uint8Array,
  minRsaBits: number = MIN_RSA_BITS,
): ({ ok: true } & KeyInspection) | { ok: false; problem: PkiProblem } {
  try {
    const key = createPublicKey({ key: Buffer.from(spkiDer), format: 'der', type: 'spki' })
    const spki = key.export({ format: 'der', type: 'spki' })
    const spkiSha256 = createHash('sha256').update(spki).digest('hex')
    const type = key.asymmetricKeyType ?? 'unknown'
    if (type === 'ec') return { ok: true, ...inspectEc(key, spki, spkiSha256) }
    if (type === 'rsa') {
      const { refusals, ...rsa } = inspectRsa(key, spkiSha256, minRsaBits)
      // A certificate holds the key as it was sent: a modulus that OpenSSL repairs in silence is another, or none, to others.
      const isAsWritten = spki.equals(spkiDer)
      return { ok: true, ...rsa, refusals: isAsWritten ? refusals : [{ code: 'key-encoding' }, ...refusals] }
    }
    return { ok: false, problem: { code: 'key-algorithm', params: { algorithm: type } } }
  } catch {
    return { ok: false, problem: { code: 'key-unreadable' } }
  }
}
