import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { z } from 'zod'
import type { Lookups } from '../core/lookups.ts'
import { fetchFile } from '../http/fetch-file.ts'
import type { CaaRecord } from './caa.ts'

const TIMEOUT_MS = 2_000

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
    caa: (name) => foundCaa(async () => (await resolver().resolveCaa(name)).map(asCaaRecord)),
    file: (host, path, followRedirects) => {
      const url = new URL(`http://${isIPv6(host) ? `[${host}]` : host}${path}`)
      return fetchFile(servers.fileHost, url, followRedirects)
    },
  }
}

async function found<T>(ask: () => Promise<T[]>, telling?: string): Promise<T[]> {
  try {
    return await ask()
  } catch (error) {
    const code = errorCode.safeParse(error).data?.code
    if (code !== undefined && code !== telling && NOT_FOUND.has(code)) return []
    throw error
  }
}

/** Where a zone's answers fail their validation nobody may issue, whatever they would have said (BR 3.2.2.8.1). */
async function foundCaa(ask: () => Promise<CaaRecord[]>): Promise<CaaRecord[]> {
  try {
    return await found(ask, 'ESERVFAIL')
  } catch (error) {
    if (errorCode.safeParse(error).data?.code === 'ESERVFAIL') return [{ flags: 0, tag: 'issue', value: ';' }]
    throw error
  }
}

const caaRecord = z.object({ critical: z.number() }).catchall(z.string())

/** Node gives a CAA record as an object whose key beside `critical` (its flags) and `type` is the tag. */
function asCaaRecord(record: object): CaaRecord {
  const { critical: flags = 0, type: _type, ...property } = caaRecord.partial().parse(record)
  const [tag, value] = Object.entries(property)[0] ?? ['', '']
  return { flags, tag, value: String(value) }
}
