import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { claimedLength, decodeDer } from './pem.ts'
import { holdsPrivateKey, type PemBlock, readPemText } from './pem-blocks.ts'
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

/** Blanks inside lines that nothing explains as plus signs: what is missing cannot be told. */
function hasLostPlus(body: string): boolean {
  return /[A-Za-z0-9/] [A-Za-z0-9/]/.test(body)
}

function decode(body: string, codeIfNot: PkiProblemCode): CsrDer {
  const der = decodeDer(body)
  if (der === null) return refuse(codeIfNot)
  const length = claimedLength(der)
  if (length === der.length) return { ok: true, der }
  if (length === null) return refuse(codeIfNot === 'csr-not-pem' ? codeIfNot : 'csr-malformed')
  if (hasLostPlus(body)) return refuse('csr-plus-lost')
  return refuse(length > der.length ? 'csr-truncated' : 'csr-malformed')
}

function decodeBlock({ body, isClosed }: PemBlock): CsrDer {
  const read = decode(body, 'csr-not-base64')
  return read.ok || isClosed ? read : refuse('csr-truncated')
}

/** One request pasted twice is one; of two it must be said which. */
function theOne(blocks: readonly PemBlock[]): CsrDer {
  const [first, ...others] = blocks.map(decodeBlock)
  if (first === undefined || !first.ok) return first ?? refuse('csr-empty')
  const isSame = (read: CsrDer): boolean => read.ok && read.der.equals(first.der)
  return others.every(isSame) ? first : refuse('csr-several')
}

/**
 * Finds the CSR in what a person pasted: markers old, new, damaged or missing, text around them, any line ends, what
 * mails, pages and forms do to text, or base64 alone. Says what it is where it is something else; a private key anywhere
 * in the text stops everything, as it is no longer private. Never throws.
 */
export function readCsrText(text: string): CsrDer {
  if (text.length > MAX_CSR_CHARACTERS) return refuse('csr-too-large', { maxKib: MAX_CSR_CHARACTERS / 1024 })
  const { blocks, rest } = readPemText(text)
  if (blocks.length === 0 && rest.trim() === '') return refuse('csr-empty')
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))) return refuse('private-key-sent')
  const requests = blocks.filter(({ label }) => CSR_LABELS.includes(label))
  if (requests.length > 0) return theOne(requests)
  const [other] = blocks
  return other === undefined ? decode(rest, 'csr-not-pem') : refuseLabel(other.label)
}

/**
 * True where a text holds a private key, with its markers or as base64 alone: such a text is refused, and kept nowhere.
 */
export function hasPrivateKey(text: string): boolean {
  if (holdsPrivateKey(text)) return true
  const read = readCsrText(text)
  return read.ok && identifyOther(read.der) === 'private-key-sent'
}
