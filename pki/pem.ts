import { findPemBlocks } from './pem-blocks.ts'
import { PkiError } from './problem.ts'

/**
 * Decodes base64 with any white space in it, and with line ends that were escaped on the way (`\n` as two characters).
 * Null where anything else is in it, or nothing at all.
 */
export function decodeBase64(text: string): Buffer | null {
  const digits = text.replace(/\\r|\\n|[\s\ufeff\u200b]/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : null
}

/** Writes DER as PEM: 64 columns, LF, a newline at the end. */
export function encodePem(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function bodiesOf(text: string, label: string): string[] {
  const blocks = findPemBlocks(text)
  if (blocks.length === 0) return [text]
  return blocks
    .filter((block) => block.label === label || block.label === `X509 ${label}`)
    .map((block) => block.body ?? '')
}

function decodeBody(body: string): Buffer {
  const der = decodeBase64(body)
  if (der === null) throw new PkiError({ code: 'pem-malformed' })
  return der
}

/**
 * The first block with this label (a certificate if not said) in its one form: 64 columns, LF, a newline at the end.
 * Takes what CAs deliver: CRLF, unwrapped or escaped lines, base64 without markers. Throws PkiError `pem-malformed`.
 */
export function normalizePem(text: string, label = 'CERTIFICATE'): string {
  return encodePem(decodeBody(bodiesOf(text, label)[0] ?? ''), label)
}

/** Every certificate of a text, each in its one form, in the order given. Throws PkiError `pem-malformed`. */
export function splitPemBundle(text: string): string[] {
  if (text.trim() === '') return []
  return bodiesOf(text, 'CERTIFICATE').map((body) => encodePem(decodeBody(body), 'CERTIFICATE'))
}
