import { lookup } from 'node:dns'
import { type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isReservedIp } from '../../pki/ip-address.ts'
import { redirectTarget } from '../../platform/redirects.ts'
import { readShortBody } from '../../platform/short-body.ts'
import type { LookResult } from './control-look.ts'

export type FileLook = (url: string, body: string) => Promise<LookResult>

interface FileLookOptions {
  host: { host: string; port: number } | undefined
  timeoutMs: number
}

/** A site that orders its certificate has none yet, and what is looked for is no secret. */
const WHOEVER_ANSWERS = { rejectUnauthorized: false } as const
const HTTP_PORT = 80
const HTTPS_PORT = 443
/** The file holds one short line; whatever is longer is not it. */
const BODY_LIMIT_BYTES = 4_096

/** How often a site may send us on. */
const MAX_REDIRECTS = 5

/**
 * Makes a look at a published file. Only public addresses are asked, so that a name cannot make us speak to somebody's
 * inner network; a fixed host, as the sandbox has one, is trusted. Redirects are followed, as a CA may follow them: where
 * it does not, its own look says so.
 */
export function createFileLook(options: FileLookOptions): FileLook {
  return async (url, body) => {
    try {
      return await judge(await follow(new URL(url), options), body)
    } catch {
      return 'unreachable'
    }
  }
}

/** Only what answers 200 is there at all; another answer is not read, however long it is. */
async function judge(answer: IncomingMessage, body: string): Promise<LookResult> {
  if (answer.statusCode !== 200) {
    answer.destroy()
    return isRedirect(answer) ? 'redirected' : 'absent'
  }
  const { text, isTooLong } = await readShortBody(answer, BODY_LIMIT_BYTES)
  return text.trim() === body && !isTooLong ? 'visible' : 'different'
}

/** One that leads where it may not be followed: the CA may know better. */
function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return statusCode >= 300 && statusCode < 400 && headers.location !== undefined
}

/** The answer at the end of a site's redirects; the last redirect itself where it leads nowhere that may be asked. */
async function follow(from: URL, options: FileLookOptions): Promise<IncomingMessage> {
  const limit = AbortSignal.timeout(options.timeoutMs)
  let url = from
  for (let hop = 0; ; hop += 1) {
    const answer = await ask(url, options, limit)
    const next = redirectTarget(answer, url)
    if (next === null || hop === MAX_REDIRECTS) return answer
    answer.destroy()
    url = next
  }
}

/** The head of the answer; rejects where nobody answers in time, or where nobody may be asked. */
function ask(url: URL, options: FileLookOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:'
  const target = options.host ?? publicTarget(url)
  // A fixed host stands for all, as a proxy does: by plain HTTP, told what was meant.
  const meant = options.host !== undefined && isSecure ? { 'x-forwarded-proto': 'https' } : {}
  const send = isSecure && options.host === undefined ? secureRequest : request
  return new Promise((resolve, reject) => {
    const asked = send({
      host: target.host,
      port: target.port,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept: 'text/plain', ...meant },
      agent: false,
      signal,
      ...(options.host === undefined ? { lookup: publicLookup } : {}),
      ...(isSecure ? WHOEVER_ANSWERS : {}),
    })
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.end()
  })
}

/** An address in the name's place is never looked up, so it is judged here; in a URL version 6 stands in brackets. */
function publicTarget(url: URL): { host: string; port: number } {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && isReservedIp(host)) throw new Error('not a public address')
  const usual = url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT
  return { host, port: url.port === '' ? usual : Number(url.port) }
}

/** Name resolution that knows no private, loopback or link-local address. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const allowed = addresses.filter(({ address }) => !isReservedIp(address))
    const first = allowed[0]
    if (first === undefined) return callback(new Error('no public address'), '', 0)
    return options.all ? callback(null, allowed) : callback(null, first.address, first.family)
  })
}
