import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { CaAwayCode, CallOutcome } from '../errors.ts'

/** Far above any list the CA sends; an endless answer must not fill the memory. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

export interface HttpCall {
  url: string
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body?: string
  /** For everything, from the first packet to the last byte of the answer. */
  timeoutMs: number
}

export interface HttpAnswer {
  status: number
  body: string
}

/** Why there is no answer. `reason` is a system error code, never a text from outside. */
export class TransportError extends Error {
  readonly code: CaAwayCode
  readonly outcome: CallOutcome
  readonly reason: string

  constructor(code: CaAwayCode, outcome: CallOutcome, reason: string) {
    super(`${code} (${reason})`)
    this.name = 'TransportError'
    this.code = code
    this.outcome = outcome
    this.reason = reason
  }
}

/** How far a call came: until `sent` nothing of it can have reached the CA. */
type Phase = 'connecting' | 'securing' | 'sent'

/**
 * One HTTP call on a connection of its own: a kept connection can die between two calls, and then nobody knows
 * whether an order was placed. Redirects are answers, never followed: the body holds the password.
 */
export function httpCall(call: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let phase: Phase = 'connecting'
    const request = open(call)
    const fail = (error: unknown) => reject(failureOf(phase, error))
    const deadline = setTimeout(() => request.destroy(codedError('DEADLINE')), call.timeoutMs)
    request.once('close', () => clearTimeout(deadline))
    request.once('error', fail)
    followPhases(request, (next) => {
      phase = next
    })
    request.once('response', (response) => {
      readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), fail)
    })
    request.end(call.body)
  })
}

function open(call: HttpCall): ClientRequest {
  const url = addressOf(call.url)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const length = call.body === undefined ? {} : { 'content-length': Buffer.byteLength(call.body) }
  const headers = { ...call.headers, ...length, connection: 'close', 'user-agent': 'Certloom' }
  return send(url, { method: call.method, agent: false, headers })
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new TransportError('wrong-address', 'none', 'ERR_INVALID_URL')
}

function followPhases(request: ClientRequest, enter: (phase: Phase) => void): void {
  request.once('socket', (socket) => {
    const secure = request.protocol === 'https:'
    socket.once('connect', () => enter(secure ? 'securing' : 'sent'))
    socket.once('secureConnect', () => enter('sent'))
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_ANSWER_BYTES) throw codedError('TOO_LARGE')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function codedError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : 'UNKNOWN'
}

function failureOf(phase: Phase, error: unknown): TransportError {
  if (error instanceof TransportError) return error
  const reason = codeOf(error)
  if (phase === 'connecting' || (phase === 'securing' && reason === 'DEADLINE')) {
    return new TransportError('unreachable', 'none', reason)
  }
  if (phase === 'securing') return new TransportError('tls', 'none', reason)
  return new TransportError(codeAfterSending(reason), 'unknown', reason)
}

function codeAfterSending(reason: string): CaAwayCode {
  if (reason === 'DEADLINE') return 'timeout'
  return reason.startsWith('HPE_') || reason === 'TOO_LARGE' ? 'unexpected-answer' : 'connection-lost'
}
