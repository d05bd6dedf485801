/** Node's codes of a connection that could not be made or broke. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
])

/** PostgreSQL's own: connection failures, shutting down, crashed, starting up, out of connections. */
const SQLSTATES = new Set(['08000', '08001', '08003', '08004', '08006', '57P01', '57P02', '57P03', '53300'])

/** What the driver says without any code. */
const MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end)/

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return NETWORK_CODES.has(code) || SQLSTATES.has(code) || MESSAGES.test(error.message)
}

/** True for an error that means that PostgreSQL cannot be reached at the moment, and nothing worse. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isConnectionError(error) || isDatabaseAway(error.cause)) return true
  return error instanceof AggregateError && error.errors.some(isDatabaseAway)
}
