import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { decodeBase64 } from './pem.ts'
import { findPemBlocks } from './pem-blocks.ts'
import type { PkiProblem, PkiProblemCode } from './problem.ts'

/** Longest text that is read at all. A CSR with 230 long names and an RSA key of 8192 bits stays far below. */
const MAX_CSR_CHARACTERS = 64 * 1024

export type CsrDer = { ok: true; der: Buffer } | { ok: false; problem: PkiProblem }

const CSR_LABELS: readonly string[] = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']

function refuse(code: PkiProblemCode, params?: Record<string, string | number>): CsrDer {
  return { ok: false, problem: params === undefined ? { code } : { code, params } }
}

function refuseLabel(label: string): CsrDer {
  if (label === 'CERTIFICATE' || label === 'X509 CERTIFICATE') return refuse('csr-is-certificate')
  return label.endsWith('PUBLIC KEY') ? refuse('csr-is-public-key') : refuse('csr-is-other', { label })
}

/** The whole length a DER value claims, header included, or null where there is no sequence of definite length. */
function claimedLength(der: Buffer): number | null {
  const first = der[1]
  if (der[0] !== 0x30 || first === undefined || first === 0x80 || first > 0x84) return null
  if (first < 0x80) return 2 + first
  const octets = first - 0x80
  return der.length < 2 + octets ? null : 2 + octets + der.readUIntBE(2, octets)
}

function isReadableBy(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** Says what base64 without (or with wrong) markers is, where it is not a CSR. Slow, so only after a failed reading. */
export function identifyOther(der: Buffer): PkiProblemCode | null {
  const isPrivateKey = (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) =>
    isReadableBy(() => createPrivateKey({ key: der, format: 'der', type })),
  )
  if (isPrivateKey) return 'private-key-sent'
  if (isReadableBy(() => new X509Certificate(der))) return 'csr-is-certificate'
  const isPublicKey = isReadableBy(() => createPublicKey({ key: der, format: 'der', type: 'spki' }))
  return isPublicKey ? 'csr-is-public-key' : null
}

function decode(body: string, codeIfNot: PkiProblemCode): CsrDer {
  const der = decodeBase64(body)
  if (der === null) return refuse(codeIfNot)
  const length = claimedLength(der)
  if (length === null) return refuse(codeIfNot === 'csr-not-pem' ? codeIfNot : 'csr-malformed')
  if (length > der.length) return refuse('csr-truncated')
  return length < der.length ? refuse('csr-malformed') : { ok: true, der }
}

/**
 * Finds the CSR in what a person pasted: markers old and new, text around them, any line ends, or base64 alone. Says
 * what it is where it is something else; a private key anywhere in the text stops everything, as it is no longer
 * private. Never throws.
 */
export function readCsrText(text: string): CsrDer {
  if (text.length > MAX_CSR_CHARACTERS) return refuse('csr-too-large', { maxKib: MAX_CSR_CHARACTERS / 1024 })
  if (text.trim() === '') return refuse('csr-empty')
  const blocks = findPemBlocks(text)
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))) return refuse('private-key-sent')
  const [first] = blocks
  if (first === undefined) {
    return text.includes('-----BEGIN ') ? refuse('csr-truncated') : decode(text, 'csr-not-pem')
  }
  const block = blocks.find(({ label }) => CSR_LABELS.includes(label))
  if (block === undefined) return refuseLabel(first.label)
  return block.body === null ? refuse('csr-truncated') : decode(block.body, 'csr-not-base64')
}
