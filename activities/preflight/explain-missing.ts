import { findingOf, type PreflightFinding } from '../../domain/preflight.ts'
import type { DnsAsker, Resolution } from './dns-asker.ts'
import type { DnsRecord } from './dns-message.ts'
import type { DnsInstruction } from './explain-record.ts'

const PREFIX = '_certum.'
const CODE_DOMAIN = '.certum.pl'
/** What is shown of a value that somebody else published. */
const SHOWN_CHARACTERS = 100
/** A bare name holds texts of many owners; one that is one long row of hex digits was meant as a code. */
const LOOKS_LIKE_CODE = /^[0-9a-f]{32,}$/i

interface Missing {
  instruction: DnsInstruction
  found: Resolution
  /** The domain somebody registered. */
  domain: string | null
}

/** Why a record is not where it should be: the usual slips first, else what is there instead. */
export async function whyMissing(asker: DnsAsker, missing: Missing): Promise<PreflightFinding[]> {
  const { name, host, recordType: type, value } = missing.instruction
  const common = { host, type, value }
  const values = missing.found.records.map(dataOf)
  const almost = values.find((text) => holdsCode(text, value))
  if (almost?.trim() === value) return [findingOf(name, 'problem', 'record-blanks', common)]
  if (almost !== undefined) {
    return [findingOf(name, 'problem', 'record-almost', { ...common, found: shown(almost) })]
  }
  const slip = await slipOf(asker, missing)
  if (slip !== null) return [slip]
  const other = values.find(
    (text) => host.startsWith(PREFIX) || type === 'CNAME' || LOOKS_LIKE_CODE.test(text),
  )
  if (other !== undefined) {
    return [findingOf(name, 'problem', 'record-different', { ...common, found: shown(other) })]
  }
  const target = missing.found.aliases.at(-1)
  if (target !== undefined) {
    return [findingOf(name, 'problem', 'record-behind-alias', { ...common, target })]
  }
  const absent = findingOf(name, 'problem', 'record-missing', common)
  return (await isUnknown(asker, missing)) ? [absent, unknownDomain(missing)] : [absent]
}

/** The right value in the wrong place: of another type, below the domain twice, with the prefix or without it. */
async function slipOf(asker: DnsAsker, { instruction, domain }: Missing): Promise<PreflightFinding | null> {
  const { name, host, recordType: type, value } = instruction
  const isThere = async (at: string, of: 'TXT' | 'CNAME') =>
    (await asker.resolve(at, of)).records.some((record) => holdsCode(dataOf(record), value))
  const otherType = type === 'TXT' ? 'CNAME' : 'TXT'
  const elsewhere = host.startsWith(PREFIX) ? host.slice(PREFIX.length) : `${PREFIX}${host}`
  const doubled = `${host}.${domain ?? ''}`
  const [isOtherType, isElsewhere, isDoubled] = await Promise.all([
    isThere(host, otherType),
    isThere(elsewhere, type),
    domain !== null && isThere(doubled, type),
  ])
  const common = { host, type, value }
  if (isOtherType) return findingOf(name, 'problem', 'record-other-type', { ...common, otherType })
  if (isDoubled) return findingOf(name, 'problem', 'record-doubled', { ...common, found: doubled })
  return isElsewhere ? findingOf(name, 'problem', 'record-elsewhere', { ...common, found: elsewhere }) : null
}

/** True where a text holds the code of a proof, whatever stands around it: quotes, a domain, other capitals. */
function holdsCode(text: string, value: string): boolean {
  const code = value.endsWith(CODE_DOMAIN) ? value.slice(0, -CODE_DOMAIN.length) : value
  return text.toLowerCase().includes(code.toLowerCase())
}

function dataOf(record: DnsRecord): string {
  return record.type === 'CAA' ? record.value : record.data
}

function shown(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

/** Nothing at all is known of the domain: it is not registered, or nobody answers for it yet. */
async function isUnknown(asker: DnsAsker, { found, domain }: Missing): Promise<boolean> {
  if (found.outcome !== 'nxdomain' || domain === null) return false
  return (await asker.resolve(domain, 'SOA')).outcome === 'nxdomain'
}

function unknownDomain({ instruction, domain }: Missing): PreflightFinding {
  return findingOf(instruction.name, 'warning', 'domain-missing', { domain: domain ?? '' })
}
