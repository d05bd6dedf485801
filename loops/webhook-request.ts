import { lookup } from 'node:dns'
import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isReservedIp } from '../pki/ip-address.ts'

/** Whom webhooks may reach: a URL must not lead us into somebody's inner network. */
export interface WebhookReach {
  /** Also `http://` and addresses that are not the public internet's: for an installation that runs with the sandbox. */
  inner: boolean
}

/** Why a delivery did not arrive, as a stable code. `status`: what the other side answered, if it did. */
export type DeliveryOutcome =
  | { ok: true; status: number }
  | { ok: false; status: number | null; problem: string }

/** How long the other side may take to answer. */
const TIMEOUT_MS = 10_000

class NotAllowed extends Error {
  readonly code = 'address-not-allowed'
}

/** Judges the very addresses that are then connected to, so that a name cannot lead elsewhere meanwhile. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0)
    const allowed = addresses.filter(({ address }) => !isReservedIp(address))
    const [first] = allowed
    if (first === undefined) return callback(new NotAllowed('no public address'), '', 0)
    if (options.all === true) callback(null, allowed)
    else callback(null, first.address, first.family)
  })
}

function urlProblem(url: URL, { inner }: WebhookReach): string | null {
  if (inner) return null
  if (url.protocol !== 'https:') return 'https-required'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // An address is connected to without being looked up.
  return isIP(host) !== 0 && isReservedIp(host) ? 'address-not-allowed' : null
}

function problemOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'timed-out'
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreachable'
  return /^E[A-Z]/.test(code) ? 'unreachable' : code.toLowerCase().replaceAll('_', '-')
}

function post(url: URL, options: RequestOptions, body: string): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const asked = send(url, { method: 'POST', agent: false, ...options })
    asked.on('response', (answer) => {
      // Only that it took the message counts, but who is cut off in the middle of an answer may stop in its work.
      answer.on('error', () => undefined).resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Posts JSON to a webhook. Redirects are not followed. Never throws: 2xx is delivered, everything else is not. */
export async function postWebhook(
  address: string,
  headers: Record<string, string>,
  body: string,
  reach: WebhookReach,
): Promise<DeliveryOutcome> {
  if (!URL.canParse(address)) return { ok: false, status: null, problem: 'bad-url' }
  const url = new URL(address)
  const problem = urlProblem(url, reach)
  if (problem !== null) return { ok: false, status: null, problem }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const options: RequestOptions = { headers: { ...headers, ...length }, signal }
    if (!reach.inner) options.lookup = publicLookup
    const status = await post(url, options, body)
    const ok = status >= 200 && status < 300
    return ok ? { ok, status } : { ok, status, problem: `http-${status}` }
  } catch (error) {
    return { ok: false, status: null, problem: problemOf(error, signal) }
  }
}
