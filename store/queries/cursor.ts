import { CertloomError } from '../../domain/errors.ts'

function badCursor(): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path: '/cursor', code: 'bad-cursor' }] })
}

/** Where a page ended, as a text that means nothing to the one who carries it. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * The parts of a cursor that `encodeCursor` made, judged by `isGood`.
 * @throws {CertloomError} `invalid-input` at `/cursor` for any other text
 */
export function decodeCursor<Parts extends readonly unknown[]>(
  cursor: string,
  isGood: (parts: readonly unknown[]) => parts is Parts,
): Parts {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw badCursor()
  }
  if (!Array.isArray(parts) || !isGood(parts)) throw badCursor()
  return parts
}
