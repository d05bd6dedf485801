import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { readShortBody, type ShortBody } from '../../platform/short-body.ts'

/** What a web server answered to the question for a file, or that it did not. */
export type FileAnswer =
  | { result: 'answered'; status: number; location: string | null; body: FileBody }
  /** Nobody listens there, or nobody can be reached. */
  | { result: 'refused' }
  | { result: 'silent' }

/** `text` is what came, up to the limit; its first character may be a byte order mark. */
export type FileBody = ShortBody

/** The proof is one short line; a page that stands in its place is told by its beginning. */
const BODY_LIMIT_BYTES = 4_096

/**
 * Asks the web server at one address for the file of a URL. The address is connected to as it was judged, so that a
 * name cannot lead elsewhere meanwhile. Redirects are not followed. Never throws.
 */
export async function fetchFile(
  target: { address: string; port: number },
  url: URL,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<FileAnswer> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
  try {
    const answer = await ask(target, url, signal)
    const body = await readShortBody(answer, BODY_LIMIT_BYTES)
    const { statusCode: status = 0, headers } = answer
    return { result: 'answered', status, location: headers.location ?? null, body }
  } catch (error) {
    return { result: !signal.aborted && isRefusal(error) ? 'refused' : 'silent' }
  }
}

function ask(
  { address, port }: { address: string; port: number },
  url: URL,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: address,
      port,
      path: url.pathname,
      headers: { host: url.host, accept: 'text/plain' },
      agent: false,
      signal,
    })
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.end()
  })
}

const REFUSALS = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && REFUSALS.has(String(error.code))
}

/** Whether anybody listens at an address and port. Never throws. */
export function isListening(
  target: { address: string; port: number },
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
    const socket = connect({ host: target.address, port: target.port, signal })
    const end = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
  })
}
