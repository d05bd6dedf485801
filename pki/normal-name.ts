import { domainToASCII, domainToUnicode } from 'node:url'
import { canonicalIp } from './ip-address.ts'
import { type PkiProblem, type PkiProblemCode, shownText } from './problem.ts'
import { readTypedName } from './typed-name.ts'

/** Longest label of a DNS name, in octets (RFC 1035). */
const MAX_LABEL_LENGTH = 63
/** Longest name Certum takes, in characters; DNS itself allows 253. */
export const MAX_NAME_LENGTH = 230
/** Longest common name (RFC 5280 ub-common-name); a longer name may stand in the list only. */
const MAX_COMMON_NAME_LENGTH = 64

/** Longer input is refused unread: UTS-46 may shorten text, but never this much for a name that fits. */
const MAX_INPUT_LENGTH = 1000

export interface NormalName {
  /** A-labels, lower case; may start with `*.`. IP addresses in their canonical spelling. */
  name: string
  /** The same in Unicode, for people. */
  display: string
  kind: 'dns' | 'wildcard' | 'ip'
}

/** `notice` says where something else than a name was typed, and a name was made of it. */
export type NormalNameResult =
  | { ok: true; name: NormalName; notice: PkiProblem | null }
  | { ok: false; problem: PkiProblem }

const NUMERIC_LABEL = /^(?:\d+|0x[\da-f]*)$/i

function lastLabelIsNumeric(name: string): boolean {
  return NUMERIC_LABEL.test(name.slice(name.lastIndexOf('.') + 1))
}

/**
 * What the URL parser behind domainToASCII would silently repair or reinterpret (percent decoding, `1.2` as an
 * address), and what deserves a better answer than "not a name".
 */
function rawProblem(text: string): PkiProblemCode | null {
  if (text.includes('@')) return 'name-is-email'
  if (/[/:]/.test(text)) return 'name-is-url'
  if (text.includes('_')) return 'name-underscore'
  if (text.includes('*')) return 'wildcard-position'
  if (/[^a-z0-9.\-\u0080-\u{10ffff}]/iu.test(text)) return 'name-characters'
  if (lastLabelIsNumeric(text)) return 'name-numeric-tld'
  return null
}

/** domainToASCII leaves `xn--` labels unchecked: one that is not the encoding of its own decoding is no A-label. */
function isValidALabel(label: string): boolean {
  const unicode = domainToUnicode(label)
  return !unicode.startsWith('xn--') && domainToASCII(unicode) === label
}

function labelProblem(label: string): PkiProblemCode | null {
  if (label === '') return 'name-empty-label'
  if (label.length > MAX_LABEL_LENGTH) return 'name-label-too-long'
  if (!/^[a-z0-9-]+$/.test(label)) return 'name-characters'
  if (label.startsWith('-') || label.endsWith('-')) return 'name-hyphen'
  if (label.startsWith('xn--')) return isValidALabel(label) ? null : 'name-idn-invalid'
  // RFC 5890: "--" in third and fourth place is reserved; the Baseline Requirements allow A-labels there only.
  return label.slice(2, 4) === '--' ? 'name-reserved-label' : null
}

function asciiProblem(ascii: string): PkiProblemCode | null {
  if (ascii === '') return 'name-idn-invalid'
  if (lastLabelIsNumeric(ascii)) return 'name-numeric-tld'
  if (ascii.length > MAX_NAME_LENGTH) return 'name-too-long'
  for (const label of ascii.split('.')) {
    const code = labelProblem(label)
    if (code !== null) return code
  }
  return null
}

function refuse(code: PkiProblemCode, input: string): NormalNameResult {
  const params: Record<string, string | number> = { name: shownText(input) }
  if (code === 'name-label-too-long') params.max = MAX_LABEL_LENGTH
  if (code === 'name-too-long') params.max = MAX_NAME_LENGTH
  return { ok: false, problem: { code, params } }
}

function read(base: string, isWildcard: boolean): { ascii: string } | { code: PkiProblemCode } {
  if (base === '') return { code: 'wildcard-position' }
  const rawCode = rawProblem(base)
  if (rawCode !== null) return { code: rawCode }
  const ascii = domainToASCII(base)
  const code = asciiProblem(ascii) ?? (isWildcard ? asciiProblem(`x.${ascii}`) : null)
  return code === null ? { ascii } : { code }
}

/** The one form of a host that was found in what was typed. */
function normalHost(host: string): { name: NormalName } | { code: PkiProblemCode } {
  const ip = canonicalIp(host)
  if (ip !== null) return { name: { name: ip, display: ip, kind: 'ip' } }
  const isWildcard = host.startsWith('*.')
  const result = read(isWildcard ? host.slice(2) : host, isWildcard)
  if ('code' in result) return result
  const prefix = isWildcard ? '*.' : ''
  const display = prefix + domainToUnicode(result.ascii)
  return { name: { name: prefix + result.ascii, display, kind: isWildcard ? 'wildcard' : 'dns' } }
}

/**
 * Brings one name, as a person typed or pasted it, to its only form: trimmed, lower case, without a final dot, IDN as
 * A-labels (UTS-46), IP addresses canonical, of a web address the name in it. Says what is wrong with its shape; whether
 * it may be certified is `checkNames`' question. Never throws.
 */
export function normalizeName(input: string): NormalNameResult {
  if (input.length > MAX_INPUT_LENGTH) return refuse('name-too-long', input)
  const { host, wasAddress } = readTypedName(input)
  if (host === '') return refuse('name-empty', input)
  const result = normalHost(host)
  if ('code' in result) return refuse(result.code, input)
  const { name } = result
  const params = { input: shownText(input), name: name.display }
  return { ok: true, name, notice: wasAddress ? { code: 'name-from-address', params } : null }
}

/**
 * False for what only the list of names can hold: names over 64 characters. An address may stand there too, in the
 * same text as in the list (TLS baseline requirements 7.1.4.3).
 */
export function canBeCommonName(name: NormalName): boolean {
  return name.name.length <= MAX_COMMON_NAME_LENGTH
}
