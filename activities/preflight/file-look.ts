import { lookup } from 'node:dns'
import { request } from 'node:http'
import type { LookupFunction } from 'node:net'
import { isReservedIp } from '../../pki/ip-address.ts'
import type { LookResult } from './control-look.ts'

export type FileLook = (url: string, body: string) => Promise<LookResult>

/** The file holds one short line; whatever is longer is not it. */
const BODY_LIMIT_BYTES = 4_096

/**
 * Makes a look at a published file. Redirects are not followed and only public addresses are asked, so that a name
 * cannot make us speak to somebody's inner network; a fixed host, as the sandbox has one, is trusted.
 */
export function createFileLook(options: {
  host: { host: string; port: number } | undefined
  timeoutMs: number
}): FileLook {
  return async (url, body) => {
    try {
      const answer = await fetchText(new URL(url), options)
      if (answer === null) return 'absent'
      return answer.trim() === body ? 'visible' : 'different'
    } catch {
      return 'unreachable'
    }
  }
}

/** The body of a 200 answer, null for any other status; rejects when nobody answers in time. */
function fetchText(
  url: URL,
  options: { host: { host: string; port: number } | undefined; timeoutMs: number },
): Promise<string | null> {
  const target = options.host ?? { host: url.hostname, port: 80 }
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: target.host,
        port: target.port,
        path: url.pathname,
        headers: { host: url.hostname, accept: 'text/plain' },
        signal: AbortSignal.timeout(options.timeoutMs),
        ...(options.host === undefined ? { lookup: publicLookup } : {}),
      },
      (answer) => {
        const chunks: Buffer[] = []
        let size = 0
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > BODY_LIMIT_BYTES) asked.destroy(new Error('body too long'))
          chunks.push(chunk)
        })
        answer.on('end', () =>
          resolve(answer.statusCode === 200 ? Buffer.concat(chunks).toString('utf8') : null),
        )
        answer.on('error', reject)
      },
    )
    asked.on('error', reject)
    asked.end()
  })
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
