import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CertloomError } from '../../domain/errors.ts'

/** A body parser's `verify`: throws where the body is not to be parsed. */
type Verify = (request: IncomingMessage, response: ServerResponse, body: Buffer, encoding: string) => void

/**
 * Refuses JSON in any other encoding before it is parsed: parsers put a mark in the place of what they cannot read, and a
 * name would go into a certificate with it.
 * @throws {CertloomError} `not-utf8`
 */
export const verifyUtf8Json: Verify = (_request, _response, body, encoding) => {
  if (encoding !== 'utf-8' || !isUtf8(body)) throw new CertloomError('not-utf8')
}

/** What a form escapes stands for octets. */
function unescaped(body: Buffer): Buffer {
  const octets = body
    .toString('latin1')
    .replace(/%([\da-f]{2})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(octets, 'latin1')
}

/**
 * The same for a form.
 * @throws {CertloomError} `not-utf8`
 */
export const verifyUtf8Form: Verify = (_request, _response, body, encoding) => {
  if (encoding !== 'utf-8' || !isUtf8(unescaped(body))) throw new CertloomError('not-utf8')
}
