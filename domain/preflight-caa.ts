import type { ControlMethod, ProductKind } from './product.ts'

/** A CAA record as it stands in the DNS (RFC 8659, 4.1). Tags are compared without regard to case. */
export interface CaaRecord {
  flags: number
  tag: string
  value: string
}

export interface CaaQuestion {
  kind: ProductKind
  isWildcard: boolean
  /** Null where no domain is proven. */
  method: ControlMethod | null
}

/** What the closest set of CAA records says to Certum. `record` is the one that decides, as text. */
export type CaaVerdict =
  | { verdict: 'allows' }
  | { verdict: 'forbids' | 'method' | 'account' | 'critical'; record: string; publish: string }

/** The names by which CAA records mean Certum, as its documentation has them. */
const ISSUERS: readonly string[] = ['certum.pl', 'certum.eu']
/** Tags that a CA has to understand; any other one marked critical forbids issue (RFC 8659, 4.1; BR 3.2.2.8). */
const KNOWN_TAGS = ['issue', 'issuewild', 'issuemail', 'iodef', 'contactemail', 'contactphone']
const CRITICAL_FLAG = 128
/** From this day CAs have to obey `accounturi` (ballot SC-098v2). */
const ACCOUNTS_OBEYED_FROM = '2027-03-15'

/** Sections of BR 3.2.2.4 by which `validationmethods` names how control is proven (RFC 8657, 4). */
const SECTIONS: Record<ControlMethod, number> = {
  ADMIN: 4,
  FILE: 18,
  DNS_TXT: 7,
  DNS_TXT_PREFIX: 7,
  DNS_CNAME: 7,
  DNS_CNAME_PREFIX: 7,
}

/** How `validationmethods` may name a method: the CA's own word, and that of ballot SC-098v2. */
function methodTags(method: ControlMethod): [string, string] {
  return [`ca-tbr-${SECTIONS[method]}`, `tlsbr-${SECTIONS[method]}`]
}

interface IssueValue {
  /** Empty: nobody may issue. */
  issuer: string
  parameters: readonly (readonly [tag: string, value: string])[]
}

const NOBODY: IssueValue = { issuer: '', parameters: [] }
const ISSUER = /^[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*$/i
const PARAMETER = /^([a-z0-9]+(?:-+[a-z0-9]+)*)[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)$/i

/** Reads the value of an issue property. What breaks the grammar lets nobody issue (RFC 8659, 4.2). */
export function parseIssueValue(value: string): IssueValue {
  const [issuer = '', ...rest] = value.split(';').map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ''))
  if (issuer !== '' && !ISSUER.test(issuer)) return NOBODY
  // A semicolon may stand at the end, with nothing after it.
  const texts = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  const parameters: [string, string][] = []
  for (const text of texts) {
    const [, tag, content] = PARAMETER.exec(text) ?? []
    if (tag === undefined || content === undefined) return NOBODY
    parameters.push([tag.toLowerCase(), content])
  }
  return { issuer: issuer.toLowerCase(), parameters }
}

/** A record the way people write it into a zone. */
export function caaText({ flags, tag, value }: CaaRecord): string {
  return `${flags} ${tag} "${value}"`
}

/**
 * Judges the closest set of CAA records of a name (RFC 8659, 3 and 4; RFC 8657; RFC 9495 for mail): `issue` for names,
 * `issuewild` before it for wildcards, `issuemail` alone for S/MIME. One property that names Certum is enough.
 */
export function judgeCaa(records: readonly CaaRecord[], question: CaaQuestion): CaaVerdict {
  const tag = decidingTag(records, question)
  const publish = caaText({ flags: 0, tag, value: 'certum.pl' })
  const critical = records.find((each) => isCritical(each) && !KNOWN_TAGS.includes(each.tag.toLowerCase()))
  if (critical !== undefined) return { verdict: 'critical', record: caaText(critical), publish }
  const deciding = records.filter((each) => each.tag.toLowerCase() === tag)
  if (deciding.length === 0) return { verdict: 'allows' }
  return best(deciding.map((record) => judgeRecord(record, question)))
}

function isCritical({ flags }: CaaRecord): boolean {
  return (flags & CRITICAL_FLAG) !== 0
}

function decidingTag(records: readonly CaaRecord[], { kind, isWildcard }: CaaQuestion): string {
  if (kind === 'smime') return 'issuemail'
  const isSaid = records.some(({ tag }) => tag.toLowerCase() === 'issuewild')
  return isWildcard && isSaid ? 'issuewild' : 'issue'
}

function judgeRecord(record: CaaRecord, { method }: CaaQuestion): CaaVerdict {
  const { issuer, parameters } = parseIssueValue(record.value)
  const tag = record.tag.toLowerCase()
  const said = (verdict: 'forbids' | 'method' | 'account', value: string): CaaVerdict => ({
    verdict,
    record: caaText(record),
    publish: caaText({ flags: record.flags, tag, value }),
  })
  if (!ISSUERS.includes(issuer)) return said('forbids', 'certum.pl')
  if (method !== null && !takesMethod(parameters, method)) {
    return said('method', `${issuer}; validationmethods=${methodTags(method)[0]}`)
  }
  return parameters.some(([name]) => name === 'accounturi') ? said('account', issuer) : { verdict: 'allows' }
}

/** Without the parameter all methods are welcome; said twice, none is (RFC 8657, 4). */
function takesMethod(parameters: IssueValue['parameters'], method: ControlMethod): boolean {
  const lists = parameters.filter(([name]) => name === 'validationmethods').map(([, value]) => value)
  if (lists.length === 0) return true
  const allowed = lists.length === 1 ? (lists[0] ?? '').toLowerCase().split(',') : []
  return methodTags(method).some((tag) => allowed.includes(tag))
}

const FROM_BEST = ['allows', 'account', 'method', 'forbids', 'critical'] as const

/** The kindest of several verdicts, as one property that lets Certum issue is enough. */
function best(verdicts: readonly CaaVerdict[]): CaaVerdict {
  const sorted = verdicts.toSorted((one, other) => rank(one) - rank(other))
  return sorted[0] ?? { verdict: 'allows' }
}

function rank({ verdict }: CaaVerdict): number {
  return FROM_BEST.indexOf(verdict)
}

/** Whether CAs have to obey `accounturi` yet; until then they may pass over it. */
export function areAccountsObeyed(now: Date): boolean {
  return now.toISOString().slice(0, 10) >= ACCOUNTS_OBEYED_FROM
}

/** What can be found at one name: its CAA records (none included), or that nobody tells. */
export type CaaAnswer = { records: readonly CaaRecord[] } | { failure: 'dnssec' | 'failed' | 'silent' }

/** The set that decides over a name, and where it stands. */
export type RelevantCaa =
  | { at: string; records: readonly CaaRecord[] }
  | { at: string; failure: 'dnssec' | 'failed' | 'silent' }
  | null

/**
 * Climbs from a name (without `*.`) towards the root until there are CAA records (RFC 8659, 3). Null where nobody has
 * any. A name that cannot be asked ends the climb, as nobody knows what it would have said.
 */
export async function relevantCaa(
  name: string,
  ask: (name: string) => Promise<CaaAnswer>,
): Promise<RelevantCaa> {
  const labels = name.split('.')
  for (let skipped = 0; skipped < labels.length; skipped += 1) {
    const at = labels.slice(skipped).join('.')
    const answer = await ask(at)
    if ('failure' in answer) return { at, failure: answer.failure }
    if (answer.records.length > 0) return { at, records: answer.records }
  }
  return null
}
