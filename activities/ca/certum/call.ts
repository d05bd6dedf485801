import { headerOf } from './answers.ts'
import { isKnownError } from './error-table.ts'
import { CertumFailure, type CertumFailureCode, outcomeFor } from './failures.ts'
import { type HttpAnswer, TransportError } from './http.ts'
import type { Operation } from './operations.ts'
import { type Reader, readerOf } from './reader.ts'
import { passwordRedactor } from './redact.ts'
import { createSoapCaller, type Wire } from './soap-client.ts'
import type { ResponseHeader } from './types.ts'
import { isXmlText, xmlText } from './xml-text.ts'

/** One call as it may be kept: the password is out of both texts, personal data is not. */
export interface CertumExchange {
  operation: Operation
  startedAt: string
  durationMs: number
  /** HTTP status; null when there was no answer. */
  status: number | null
  request: string | null
  response: string | null
  failure: CertumFailureCode | null
  errorNumbers: readonly number[]
}

export interface CallOptions {
  url: string
  userName: string
  password: string
  timeoutMs: number
  /** Waited for before each call: the limiter of the account. */
  beforeCall?: () => Promise<void>
  log?: (exchange: CertumExchange) => void
  /** Told of a number that our table lacks: somebody should look it up and add it. */
  onUnknownError?: (unknown: { operation: Operation; number: number }) => void
}

export interface CertumAnswer {
  header: ResponseHeader
  body: Reader
}

/** SOAP 1.2 gives it with a fault that blames the caller. */
const BAD_REQUEST = 400

export type Call = (operation: Operation, body: object) => Promise<CertumAnswer>

/**
 * Returns the one way to call the CA: resolves with a successful answer, rejects with `CertumFailure` or with what
 * `beforeCall` rejected with.
 */
export function createCall(options: CallOptions): Call {
  const soap = createSoapCaller(options.url, options.timeoutMs, refuseHttpStatus)
  const redact = passwordRedactor(options.password)
  const { password, userName } = options
  return async (operation, body) => {
    const sendable = sendableBody(operation, {
      requestHeader: { authToken: { password, userName } },
      ...body,
    })
    await options.beforeCall?.()
    const wire: Wire = { request: null, answer: null }
    const startedAt = new Date()
    const result = await attempt(operation, () => soap.send(operation, sendable, wire), wire)
    const failure = result instanceof CertumFailure ? result : null
    const errorNumbers = failure?.errors.map((error) => error.number) ?? []
    tell(options.log, {
      operation,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      status: wire.answer?.status ?? null,
      request: wire.request && redact(wire.request),
      response: wire.answer && redact(wire.answer.body),
      failure: failure?.code ?? null,
      errorNumbers,
    })
    for (const number of errorNumbers)
      if (!isKnownError(number)) tell(options.onUnknownError, { operation, number })
    if (result instanceof CertumFailure) throw result
    return result
  }
}

async function attempt(
  operation: Operation,
  send: () => Promise<unknown>,
  wire: Wire,
): Promise<CertumAnswer | CertumFailure> {
  try {
    return judge(operation, readerOf(await send()))
  } catch (error) {
    return failureOf(operation, error, wire.answer)
  }
}

/** A log that fails must not change what a call did. */
function tell<News>(listener: ((news: News) => void) | undefined, news: News): void {
  try {
    listener?.(news)
  } catch {}
}

function judge(operation: Operation, body: Reader): CertumAnswer {
  const header = headerOf(body)
  if (header === null) throw unexpected(operation, 'no header')
  if (header.successCode === 0) return { header, body }
  if (header.successCode === 2 || header.successCode === 3) {
    throw new CertumFailure(operation, 'credentials', { outcome: 'none' })
  }
  if (header.errors.length === 0) throw unexpected(operation, 'failure without a number')
  throw new CertumFailure(operation, 'refused', { outcome: 'none', errors: header.errors })
}

/** An answer that makes no sense: whether something happened is then open. */
export function unexpected(operation: Operation, reason: string): CertumFailure {
  return new CertumFailure(operation, 'unexpected-answer', {
    outcome: outcomeFor(operation, 'unknown'),
    reason,
  })
}

/** A success that lacks what it is about is no success that can be built on. */
export function required<Value>(operation: Operation, value: Value | null): Value {
  if (value === null) throw unexpected(operation, 'incomplete')
  return value
}

/** A 500 is read on, as it carries a SOAP fault, and a 400 may; the others say all by their number. */
function refuseHttpStatus({ status, body }: HttpAnswer): void {
  if (/<!DOCTYPE|<!ENTITY/i.test(body) && status === 200) {
    throw new TransportError('unexpected-answer', 'unknown', 'DOCTYPE')
  }
  if (status === 200 || status === 500 || status === BAD_REQUEST) return
  const reason = `HTTP ${status}`
  if (status === 403) throw new TransportError('not-allowed', 'none', reason)
  if (status === 401) throw new TransportError('credentials', 'none', reason)
  if (status === 429) throw new TransportError('busy', 'none', reason)
  if (status === 502 || status === 503 || status === 504) throw new TransportError('busy', 'unknown', reason)
  if (status >= 300 && status < 500) throw new TransportError('wrong-address', 'none', reason)
  throw new TransportError('unexpected-answer', 'unknown', reason)
}

function failureOf(operation: Operation, error: unknown, answer: HttpAnswer | null): CertumFailure {
  if (error instanceof CertumFailure) return error
  if (error instanceof TransportError) {
    const outcome = outcomeFor(operation, error.outcome)
    return new CertumFailure(operation, error.code, { outcome, reason: error.reason })
  }
  const body = readerOf(error).child('root').child('Envelope').child('Body')
  const status = answer?.status ?? 0
  const isBadRequest = status === BAD_REQUEST
  if (!body.exists('Fault') && status !== 500 && !isBadRequest) return unexpected(operation, 'unreadable')
  const reason = `HTTP ${status}`
  if (isBadRequest || blamesCaller(body.child('Fault')))
    return new CertumFailure(operation, 'misunderstood', { outcome: 'none', reason })
  return new CertumFailure(operation, 'fault', { outcome: outcomeFor(operation, 'unknown'), reason })
}

/** SOAP 1.1 says `Client`, also with a reason after a dot, 1.2 says `Sender`; either may have a prefix. */
function blamesCaller(fault: Reader): boolean {
  const code = fault.text('faultcode') ?? fault.child('Code').text('Value') ?? ''
  return /^([\w.-]+:)?(Client(\.[\w.-]+)?|Sender)$/.test(code)
}

/** Escapes every text of a body and leaves out what is not given. */
function sendableBody(operation: Operation, body: object): object {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]): [string, unknown][] =>
      value === undefined ? [] : [[name, sendableValue(operation, value)]],
    ),
  )
}

function sendableValue(operation: Operation, value: unknown): unknown {
  if (typeof value === 'string') {
    if (!isXmlText(value)) throw new CertumFailure(operation, 'unsendable', { outcome: 'none' })
    return xmlText(value)
  }
  if (Array.isArray(value)) return value.map((item) => sendableValue(operation, item))
  return typeof value === 'object' && value !== null ? sendableBody(operation, value) : value
}
