const BLOCK = /-----BEGIN ([A-Z0-9 ]+?)-----([^-]*)-----END \1-----/g
/** Base64 of an ASN.1 sequence as long as every certificate is. */
const BASE64 = /^MII[A-Za-z0-9+/]+={0,2}$/
const CERTIFICATE = 'CERTIFICATE'

/**
 * Returns the certificates of a text, each as PEM with LF and lines of 64, whatever line ends, wrapping or blanks
 * they came with; a bare base64 body counts as one. Blocks that are no certificates are left out.
 */
export function certificatesIn(text: string): string[] {
  const blocks = [...text.matchAll(BLOCK)]
  if (blocks.length === 0) return pemOf(text)
  return blocks.filter(([, label]) => label?.endsWith(CERTIFICATE)).flatMap(([, , body]) => pemOf(body ?? ''))
}

function pemOf(body: string): string[] {
  const base64 = body.replace(/\s+/g, '')
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return []
  const lines = base64.match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${CERTIFICATE}-----\n${lines.join('\n')}\n-----END ${CERTIFICATE}-----\n`]
}
