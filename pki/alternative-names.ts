import { isUtf8 } from 'node:buffer'
import { canonicalIp } from './ip-address.ts'
import { normalizeName } from './normal-name.ts'
import { type PkiProblem, shownText } from './problem.ts'
import { type Extension, SubjectAlternativeNameExtension } from './x509.ts'

export interface AlternativeNames {
  /** A-labels, each once. */
  names: string[]
  emails: string[]
  ipAddresses: string[]
  /** The entries that are not what their type says; the first ten. */
  findings: PkiProblem[]
}

const MAX_FINDINGS = 10

/**
 * Names are ASCII here, and some tools write UTF-8 all the same, which is read octet by octet: `Å¼Ã³Å\u0082w.pl` is
 * `żółw.pl`.
 */
function asUtf8(value: string): string {
  const octets = Buffer.from(value, 'latin1')
  if (octets.toString('latin1') !== value) return value
  return isUtf8(octets) ? octets.toString('utf8') : value
}

function readEntry(
  type: string,
  value: string,
): { list: 'names' | 'emails' | 'ipAddresses'; text: string } | null {
  if (type === 'dns') {
    const result = normalizeName(asUtf8(value))
    return result.ok && result.name.kind !== 'ip' ? { list: 'names', text: result.name.name } : null
  }
  if (type === 'email')
    return /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(value) ? { list: 'emails', text: value } : null
  const ip = canonicalIp(value)
  return ip === null ? null : { list: 'ipAddresses', text: ip }
}

/** Sorts the entries of the subject alternative names by kind. Kinds that no product of a public CA uses are left out. */
export function readAlternativeNames(extensions: readonly Extension[]): AlternativeNames {
  const found = { names: new Set<string>(), emails: new Set<string>(), ipAddresses: new Set<string>() }
  const findings: PkiProblem[] = []
  const entries = extensions
    .filter((extension) => extension instanceof SubjectAlternativeNameExtension)
    .flatMap((extension) => extension.names.items)
    .filter(({ type }) => type === 'dns' || type === 'email' || type === 'ip')
  for (const { type, value } of entries) {
    const entry = readEntry(type, value)
    if (entry !== null) found[entry.list].add(entry.text)
    else if (findings.length < MAX_FINDINGS) {
      findings.push({ code: 'csr-name-invalid', params: { name: shownText(value) } })
    }
  }
  return { names: [...found.names], emails: [...found.emails], ipAddresses: [...found.ipAddresses], findings }
}
