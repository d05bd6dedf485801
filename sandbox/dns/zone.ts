import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { registrableDomain } from '../../pki/names.ts'
import type { Database } from '../core/database.ts'
import { parseCaa } from './caa.ts'

/** `DNSSEC` is no record: set to `broken`, a validating resolver refuses all at and below the name. */
export const RECORD_TYPES = ['TXT', 'CNAME', 'CAA', 'A', 'NS', 'DNSSEC'] as const
type RecordType = (typeof RECORD_TYPES)[number]

interface RecordSet {
  name: string
  type: RecordType
  values: string[]
}

export interface Answer {
  name: string
  type: RecordType
  value: string
}

/** What is at a name, with whatever type: a name without records exists all the same while there are names below it. */
export type Presence = 'records' | 'names below' | 'nothing' | 'endless'

interface LookupResult {
  answers: Answer[]
  /** Of the name asked for, or of the end of its CNAME chain; `endless` where the chain has none. */
  presence: Presence
}

const row = z.object({
  name: z.string(),
  type: z.enum(RECORD_TYPES),
  contents: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
})
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/
const MAX_CNAMES = 8

/** The name as it is kept: lower case, without the final dot; null for what cannot be a name. */
export function zoneName(text: string): string | null {
  const name = text.trim().toLowerCase().replace(/\.$/, '')
  return name.length <= 253 && NAME.test(name) ? name : null
}

/** What is wrong with the values of a record set, or null. */
export function recordProblem(type: RecordType, values: readonly string[]): string | null {
  if (values.length === 0) return 'at least one value is needed'
  switch (type) {
    case 'TXT':
      return values.every((value) => Buffer.byteLength(value) <= 4_000) ? null : 'a text is too long'
    case 'CNAME':
      return values.length === 1 && zoneName(values[0] ?? '') !== null ? null : 'a CNAME has exactly one name'
    case 'CAA':
      return values.every((value) => parseCaa(value) !== null) ? null : 'a CAA reads: 0 issue "certum.pl"'
    case 'A':
      return values.every((value) => isIPv4(value)) ? null : 'an A record holds IPv4 addresses'
    case 'NS':
      return values.every((value) => zoneName(value) !== null) ? null : 'an NS record holds names of servers'
    case 'DNSSEC':
      return values.length === 1 && values[0] === 'broken' ? null : 'DNSSEC is either broken or deleted'
  }
}

/** Sets all values of a name and type. Both must have been checked. */
export function putRecords(database: Database, { name, type, values }: RecordSet): void {
  database.run(
    'INSERT INTO dns_records (name, type, contents) VALUES (?, ?, ?) ON CONFLICT (name, type) DO UPDATE SET contents = excluded.contents',
    name,
    type,
    JSON.stringify(values),
  )
}

export function deleteRecords(database: Database, name: string, type: RecordType): void {
  database.run('DELETE FROM dns_records WHERE name = ? AND type = ?', name, type)
}

export function listRecords(database: Database): RecordSet[] {
  return database.all(row, 'SELECT * FROM dns_records ORDER BY name, type').map(asRecordSet)
}

/** Answers as a server does that knows every zone kept here: follows CNAMEs, and lets `*.` stand for what is not there. */
export function lookup(database: Database, asked: string, type: string): LookupResult {
  const answers: Answer[] = []
  let name = asked.toLowerCase()
  for (let hop = 0; hop < MAX_CNAMES; hop += 1) {
    const { sets, presence } = recordsFor(database, name)
    const direct = sets.find((set) => set.type === type)
    if (direct !== undefined) return { answers: [...answers, ...answersOf(direct)], presence }
    const alias = sets.find((set) => set.type === 'CNAME')
    const target = zoneName(alias?.values[0] ?? '')
    if (alias === undefined || target === null) return { answers, presence }
    answers.push(...answersOf(alias))
    name = target
  }
  return { answers, presence: 'endless' }
}

/** The records at a name, or those of the wildcard that stands for it (RFC 4592): next to the closest name there is. */
function recordsFor(database: Database, name: string): { sets: RecordSet[]; presence: Presence } {
  const own = setsAt(database, name)
  if (own.length > 0) return { sets: own, presence: 'records' }
  if (hasNamesBelow(database, name)) return { sets: [], presence: 'names below' }
  const labels = name.split('.')
  for (let skipped = 1; skipped < labels.length; skipped += 1) {
    const parent = labels.slice(skipped).join('.')
    const wild = setsAt(database, `*.${parent}`)
    if (wild.length > 0) return { sets: wild.map((set) => ({ ...set, name })), presence: 'records' }
    if (setsAt(database, parent).length > 0 || hasNamesBelow(database, parent)) break
  }
  return { sets: [], presence: 'nothing' }
}

/** Whether what is signed at or above a name fails its validation. */
export function isBogus(database: Database, name: string): boolean {
  const labels = name.split('.')
  return labels.some((_, skipped) =>
    allSetsAt(database, labels.slice(skipped).join('.')).some(({ type }) => type === 'DNSSEC'),
  )
}

/** The zone a name belongs to, for the SOA record of negative answers. */
export function zoneOf(name: string): string {
  const registrable = registrableDomain(name.replace(/^(_[^.]*\.)+/, ''))
  return registrable ?? name.split('.').at(-1) ?? ''
}

function setsAt(database: Database, name: string): RecordSet[] {
  return allSetsAt(database, name).filter(({ type }) => type !== 'DNSSEC')
}

function allSetsAt(database: Database, name: string): RecordSet[] {
  return database.all(row, 'SELECT * FROM dns_records WHERE name = ?', name).map(asRecordSet)
}

function asRecordSet({ name, type, contents }: z.infer<typeof row>): RecordSet {
  return { name, type, values: contents }
}

function answersOf({ name, type, values }: RecordSet): Answer[] {
  return values.map((value) => ({ name, type, value }))
}

/** A name without records of its own still exists while names below it do (RFC 8020). */
function hasNamesBelow(database: Database, name: string): boolean {
  const suffix = `.${name}`
  const found = database.one(
    z.object({ name: z.string() }),
    "SELECT name FROM dns_records WHERE substr(name, -length(?)) = ? AND type <> 'DNSSEC' LIMIT 1",
    suffix,
    suffix,
  )
  return found !== undefined
}
