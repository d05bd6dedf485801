import { lookup } from 'node:dns'
import { type IncomingMessage, request } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import { isReservedIp } from '../../pki/ip-address.ts'
import type { LookResult } from './control-look.ts'

export type FileLook = (url: string, body: string) => Promise<LookResult>

interface FileLookOptions {
  host: { host: string; port: number } | undefined
  timeoutMs: number
}

const HTTP_PORT = 80
/** The file holds one short line; whatever is longer is not it. */
const BODY_LIMIT_BYTES = 4_096

/**
 * Makes a look at a published file. Redirects are not followed and only public addresses are asked, so that a name
 * cannot make us speak to somebody's inner network; a fixed host, as the sandbox has one, is trusted.
 */
export function createFileLook(options: FileLookOptions): FileLook {
  return async (url, body) => {
    try {
      return await judge(await ask(new URL(url), options), body)
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
  const text = await shortText(answer)
  return text?.trim() === body ? 'visible' : 'different'
}

/** To where it leads is not looked at: that could be anywhere. */
function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return statusCode >= 300 && statusCode < 400 && headers.location !== undefined
}

/** The whole body, or null where it is longer than any proof; what comes after that is not waited for. */
async function shortText(answer: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > BODY_LIMIT_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The head of the answer; rejects where nobody answers in time, or where nobody may be asked. */
function ask(url: URL, options: FileLookOptions): Promise<IncomingMessage> {
  const target = options.host ?? publicTarget(url)
  return new Promise((resolve, reject) => {
    const asked = request({
      host: target.host,
      port: target.port,
      path: url.pathname,
      headers: { host: url.host, accept: 'text/plain' },
      agent: false,
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(options.host === undefined ? { lookup: publicLookup } : {}),
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
  return { host, port: url.port === '' ? HTTP_PORT : Number(url.port) }
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
