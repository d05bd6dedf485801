import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib'

/** The beginning of an answer's body as text, and whether there is more of it than was wanted. */
export interface ShortBody {
  text: string
  isTooLong: boolean
}

/**
 * Reads a body of at most `limitBytes`, also once it is unpacked: servers pack what nobody asked them to pack. What comes
 * after that is not waited for, and what is not packed as it says stays as it came. Rejects where the connection breaks.
 */
export async function readShortBody(answer: IncomingMessage, limitBytes: number): Promise<ShortBody> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    size += bytes.length
    // Leaving the loop ends the connection.
    if (size > limitBytes) break
  }
  const isTooLong = size > limitBytes
  const packed = Buffer.concat(chunks).subarray(0, limitBytes)
  const unpacked = unpack(packed, answer.headers['content-encoding'], limitBytes)
  return unpacked === 'too long'
    ? { text: '', isTooLong: true }
    : { text: unpacked.toString('utf8'), isTooLong }
}

function unpack(bytes: Buffer, encoding: string | undefined, limitBytes: number): Buffer | 'too long' {
  const maxOutputLength = limitBytes
  // So that a beginning can be read, too.
  const finishFlush = constants.Z_SYNC_FLUSH
  try {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, { maxOutputLength, finishFlush })
      case 'deflate':
        return inflateSync(bytes, { maxOutputLength, finishFlush })
      case 'br':
        return brotliDecompressSync(bytes, { maxOutputLength })
      default:
        return bytes
    }
  } catch (error) {
    return error instanceof RangeError ? 'too long' : bytes
  }
}
