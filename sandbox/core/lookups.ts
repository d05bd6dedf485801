import { type CaaRecord, parseCaa } from '../dns/caa.ts'
import { lookup } from '../dns/zone.ts'
import type { Database } from './database.ts'
import { readFile } from './files.ts'

/** What the CA asks the world. Nothing found, no such name and no answer are all the same: empty. */
export interface Lookups {
  /** Each TXT record's strings joined. */
  txt(name: string): Promise<string[]>
  /** Where a CNAME at exactly this name points. */
  cname(name: string): Promise<string[]>
  caa(name: string): Promise<CaaRecord[]>
  /** The body of a file served over plain HTTP for this host, after redirects where they are followed; or null. */
  file(host: string, path: string, followRedirects?: boolean): Promise<string | null>
}

/** Reads the sandbox's own records straight from its database: the same answers as over the wire, without a network. */
export function storedLookups(database: Database): Lookups {
  const answers = (name: string, type: 'TXT' | 'CNAME' | 'CAA') =>
    lookup(database, name, type).answers.filter((answer) => answer.type === type)
  return {
    txt: async (name) => answers(name, 'TXT').map((answer) => answer.value),
    cname: async (name) => answers(name, 'CNAME').map((answer) => answer.value),
    caa: async (name) => answers(name, 'CAA').flatMap((answer) => parseCaa(answer.value) ?? []),
    file: async (host, path) => readFile(database, host, path) ?? null,
  }
}
