/** What a log line holds of an error. */
interface ErrorLine {
  type: string
  code?: string | number
  message: string
  stack: string
}

const SQLSTATE = /^[0-9A-Z]{5}$/

function member(error: object, name: string): unknown {
  return Reflect.get(error, name)
}

/** Said by PostgreSQL itself, however our mapper wrapped it. */
function isOfDatabase(error: object): boolean {
  const code = member(error, 'code')
  return typeof code === 'string' && SQLSTATE.test(code) && typeof member(error, 'severity') === 'string'
}

/** Wrappers take over the message of what they wrap. */
function mayQuoteRow(error: Error, depth = 0): boolean {
  if (isOfDatabase(error)) return true
  return error.cause instanceof Error && depth < 5 && mayQuoteRow(error.cause, depth + 1)
}

/** Where it happened, without the message that a stack begins with. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').replaceAll(error.message, '').split('\n')
  return lines.filter((line) => /^\s+at /.test(line)).join('\n')
}

/**
 * An error as it may be logged: type, code, message and stack, and no other member. PostgreSQL quotes rows and values
 * in its details, and for some codes in its message, so of its errors only the code and the place remain.
 */
export function errorLine(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? { type: 'object' } : error
  const code = member(error, 'code')
  const isQuiet = mayQuoteRow(error)
  const line: ErrorLine = {
    type: error.constructor.name || error.name,
    message: isQuiet ? 'PostgreSQL refused a statement' : error.message,
    stack: isQuiet ? framesOf(error) : (error.stack ?? ''),
  }
  return typeof code === 'string' || typeof code === 'number' ? { ...line, code } : line
}
