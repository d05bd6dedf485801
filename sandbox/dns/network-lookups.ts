import { Resolver } from 'node:dns/promises'
import { request } from 'node:http'
import { z } from 'zod'
import type { Lookups } from '../core/lookups.ts'
import type { CaaRecord } from './caa.ts'

const TIMEOUT_MS = 2_000
const MAX_BODY = 65_536

const errorCode = z.object({ code: z.string() })
/** What a resolver throws for an answer without records, and for no answer: to the CA all are "not found". */
const NOT_FOUND = new Set([
  'ENOTFOUND',
  'ENODATA',
  'ESERVFAIL',
  'ETIMEOUT',
  'EREFUSED',
  'ECONNREFUSED',
  'EBADNAME',
  'ECANCELLED',
])

/** Looks over the wire: DNS questions to one server, files from one HTTP server by the Host header. */
export function networkLookups(servers: { dns: string; fileHost: string }): Lookups {
  const resolver = () => {
    const made = new Resolver({ timeout: TIMEOUT_MS, tries: 2 })
    made.setServers([servers.dns])
    return made
  }
  return {
    txt: (name) => found(async () => (await resolver().resolveTxt(name)).map((strings) => strings.join(''))),
    cname: (name) => found(() => resolver().resolveCname(name)),
    caa: (name) => found(async () => (await resolver().resolveCaa(name)).map(asCaaRecord)),
    file: (host, path) => fetchFile(servers.fileHost, host, path),
  }
}

async function found<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask()
  } catch (error) {
    const code = errorCode.safeParse(error).data?.code
    if (code !== undefined && NOT_FOUND.has(code)) return []
    throw error
  }
}

/** Node gives a CAA record as an object whose one other key is the tag. */
function asCaaRecord(record: object): CaaRecord {
  const [tag, value] = Object.entries(record).find(([key]) => key !== 'critical' && key !== 'type') ?? [
    '',
    '',
  ]
  return { tag, value: String(value) }
}

function fetchFile(fileHost: string, host: string, path: string): Promise<string | null> {
  const { hostname, port } = new URL(`http://${fileHost}`)
  return new Promise((resolve) => {
    const outgoing = request(
      { hostname, port, path, headers: { host }, timeout: TIMEOUT_MS, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body = (body + chunk).slice(0, MAX_BODY)
        })
        response.on('end', () => resolve(response.statusCode === 200 ? body : null))
        response.on('error', () => resolve(null))
      },
    )
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => resolve(null))
    outgoing.end()
  })
}
