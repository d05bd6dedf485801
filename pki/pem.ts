import { readPemText } from './pem-blocks.ts'
import { PkiError } from './problem.ts'
import { X509Certificates } from './x509.ts'

/**
 * Decodes base64 of either alphabet with any white space in it. Null where anything else is in it, or nothing at all.
 */
export function decodeBase64(text: string): Buffer | null {
  const digits = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : null
}

/** The whole length a DER value claims, header included, or null where there is no sequence of definite length. */
export function claimedLength(der: Buffer): number | null {
  const first = der[1]
  if (der[0] !== 0x30 || first === undefined || first === 0x80 || first > 0x84) return null
  if (first < 0x80) return 2 + first
  const octets = first - 0x80
  return der.length < 2 + octets ? null : 2 + octets + der.readUIntBE(2, octets)
}

function isWhole(der: Buffer | null): der is Buffer {
  return der !== null && claimedLength(der) === der.length
}

/** Blanks made plus signs again, as forms turn one into the other: inside lines, at their ends too, and in one long line. */
function withPluses(body: string): string[] {
  const lines = body.split('\n')
  const inside = lines.map((line) => line.trim().replaceAll(' ', '+')).join('')
  const everywhere = lines.map((line) => line.replaceAll(' ', '+')).join('')
  // Line ends became blanks too: every 65th character is one.
  const oneLine = body
    .trim()
    .replace(/([^\n]{64}) /g, '$1')
    .replaceAll(' ', '+')
  return [inside, everywhere, oneLine]
}

/**
 * Decodes the base64 of one DER value as it came out of a form or a mail: where plus signs became blanks on the way they
 * are put back, if only that makes the value as long as it says of itself.
 */
export function decodeDer(body: string): Buffer | null {
  const plain = decodeBase64(body)
  if (isWhole(plain) || !body.trim().includes(' ')) return plain
  return withPluses(body).map(decodeBase64).find(isWhole) ?? plain
}

/** Writes DER as PEM: 64 columns, LF, a newline at the end. */
export function encodePem(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

const PKCS7_LABELS: readonly string[] = ['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA']

function isCalled(label: string, wanted: string): boolean {
  return label === wanted || label === `X509 ${wanted}` || label === `TRUSTED ${wanted}`
}

/** What has no end marker must be whole all the same. */
function decodeBody(body: string, isClosed = true): Buffer {
  const der = decodeDer(body)
  if (der === null || !(isClosed || isWhole(der))) throw new PkiError({ code: 'pem-malformed' })
  return der
}

/** Certificates travel in bags of PKCS #7 too (`.p7b`), in no order. */
function unpacked(body: string): Uint8Array[] {
  try {
    return [...new X509Certificates(decodeBody(body))].map(({ rawData }) => new Uint8Array(rawData))
  } catch (error) {
    throw new PkiError({ code: 'pem-malformed' }, error)
  }
}

function valuesOf(text: string, wanted: string): Uint8Array[] {
  const { blocks, rest } = readPemText(text)
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY')))
    throw new PkiError({ code: 'private-key-sent' })
  if (blocks.length === 0) return [decodeBody(rest)]
  return blocks.flatMap(({ label, body, isClosed }) => {
    if (isCalled(label, wanted)) return [decodeBody(body, isClosed)]
    return wanted === 'CERTIFICATE' && PKCS7_LABELS.includes(label) ? unpacked(body) : []
  })
}

/**
 * The first block with this label (a certificate if not said) in its one form: 64 columns, LF, a newline at the end.
 * Takes what CAs deliver and people paste: CRLF, unwrapped or escaped lines, base64 without markers, `.p7b`. Throws
 * PkiError `pem-malformed`; `private-key-sent` where a private key stands beside it.
 */
export function normalizePem(text: string, label = 'CERTIFICATE'): string {
  const [first] = valuesOf(text, label)
  if (first === undefined) throw new PkiError({ code: 'pem-malformed' })
  return encodePem(first, label)
}

/**
 * Every certificate of a text, each in its one form, in the order given. Throws PkiError `pem-malformed`,
 * `private-key-sent`.
 */
export function splitPemBundle(text: string): string[] {
  if (text.trim() === '') return []
  return valuesOf(text, 'CERTIFICATE').map((der) => encodePem(der, 'CERTIFICATE'))
}
