import type { ControlInstruction } from './control-instructions.ts'
import type { ControlMethod, ProductKind } from './product.ts'

/** What our own look before the CA's can find. Each code has its words in `texts/preflight.*.json`. */
export const PREFLIGHT_CODES = [
  // The order as it is, without any look.
  'file-wildcard',
  'ip-needs-file',
  'method-ends',
  'method-ended',
  'cname-at-apex',
  'www-through-bare',
  'idn-written',
  // Records.
  'record-visible',
  'record-missing',
  'record-different',
  'record-almost',
  'record-blanks',
  'record-other-type',
  'record-doubled',
  'record-elsewhere',
  'record-behind-alias',
  'record-cached',
  'record-vanishing',
  'domain-missing',
  'servers-disagree',
  'servers-silent',
  'dns-silent',
  'dns-failed',
  'dnssec-failed',
  // CAA records.
  'caa-allows',
  'caa-forbids',
  'caa-method',
  'caa-account',
  'caa-critical',
  'caa-unknown',
  // Files.
  'file-visible',
  'file-missing',
  'file-forbidden',
  'file-status',
  'file-html',
  'file-bom',
  'file-different',
  'file-too-long',
  'file-redirect-https',
  'file-redirect',
  'file-addresses-disagree',
  'file-https-only',
  'file-silent',
  'host-without-address',
  'host-private',
  // The look itself.
  'look-unfinished',
] as const
export type PreflightCode = (typeof PREFLIGHT_CODES)[number]

export const PREFLIGHT_SEVERITIES = ['problem', 'warning', 'ok'] as const
/** `problem`: the CA will most likely not accept it as it is. Nothing is ever blocked because of a finding. */
export type PreflightSeverity = (typeof PREFLIGHT_SEVERITIES)[number]

/** One thing that was found, about one name of the order or (null) about all of it. `params` fill the text's gaps. */
export interface PreflightFinding {
  name: string | null
  code: PreflightCode
  severity: PreflightSeverity
  params: Readonly<Record<string, string | number>>
}

/** What is to be explained of an order. */
export interface PreflightOrder {
  kind: ProductKind
  /** Names of the certificate; for S/MIME its mail addresses. */
  names: readonly string[]
  /** Null where no domain is proven. */
  method: ControlMethod | null
  instructions: readonly ControlInstruction[]
  now: Date
  /** Until when the term runs that was paid for. */
  termEndsAt?: Date | null
}

/** The longest text in a finding: a name, an address or a record, and room for what others wrote. */
const MAX_TEXT = 400

/** What others publish may hold anything; kept and shown are characters that can be, and not too many of them. */
function presentable(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = value.replace(/\p{Cc}/gu, '\uFFFD')
  return (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text).toWellFormed()
}

/** Makes a finding about one name (or the order). */
export function findingOf(
  name: string | null,
  severity: PreflightSeverity,
  code: PreflightCode,
  params: PreflightFinding['params'] = {},
): PreflightFinding {
  const shown = Object.entries(params).map(([key, value]) => [key, presentable(value)])
  return { name, code, severity, params: Object.fromEntries(shown) }
}

const ORDER: Record<PreflightSeverity, number> = { problem: 0, warning: 1, ok: 2 }

/** Problems first, each thing once. */
export function sortedFindings(findings: readonly PreflightFinding[]): PreflightFinding[] {
  const once = new Map(findings.map((finding) => [JSON.stringify(finding), finding]))
  return [...once.values()].sort((one, other) => ORDER[one.severity] - ORDER[other.severity])
}

/** What cannot be told is not known to be mended. */
const UNTOLD: readonly PreflightCode[] = ['caa-unknown', 'dnssec-failed', 'look-unfinished']

/** Whether a finding keeps a CA from issuing whatever is proven: its CAA records, or that nobody knows them. */
export function forbidsIssue({ code, severity }: PreflightFinding): boolean {
  return UNTOLD.includes(code) || (code.startsWith('caa-') && severity === 'problem')
}

/** What still counts: nothing about the proof of a name that is proven, though CAA records are asked for until issue. */
export function openFindings(
  findings: readonly PreflightFinding[],
  isProven: (name: string) => boolean,
): PreflightFinding[] {
  return findings.filter(({ name, code }) => name === null || code.startsWith('caa-') || !isProven(name))
}
