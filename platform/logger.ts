import { type DestinationStream, type Logger, pino } from 'pino'
import { errorLine } from './error-line.ts'

export type { Logger } from 'pino'

/** Names of fields that are never written, wherever they stand down to three levels. */
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'apiKey',
  'databaseUrl',
  'smtpUrl',
  'csr',
  'setCookie',
  '["set-cookie"]',
]

function redactedPaths(): string[] {
  const at = (prefix: string, field: string): string =>
    field.startsWith('[') ? `${prefix}${field}` : `${prefix}${prefix === '' ? '' : '.'}${field}`
  return ['', '*', '*.*'].flatMap((prefix) => SECRET_FIELDS.map((field) => at(prefix, field)))
}

/**
 * A logger of JSON lines on standard output. Secrets are cut out at the source by the names of their fields; texts are
 * not searched, so no secret may be put into a message. An error goes under `err`, with a message of the line's own.
 */
export function createLogger(
  options: { level: string; part: string },
  destination?: DestinationStream,
): Logger {
  const pinoOptions = {
    level: options.level,
    base: { part: options.part },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorLine },
    redact: { paths: redactedPaths(), censor: '[hidden]' },
  }
  return destination === undefined ? pino(pinoOptions) : pino(pinoOptions, destination)
}
