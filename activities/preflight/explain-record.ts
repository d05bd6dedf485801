import { type ControlInstruction, otherHosts } from '../../domain/control-instructions.ts'
import { findingOf, type PreflightFinding } from '../../domain/preflight.ts'
import { bareName, registrableDomain } from '../../pki/names.ts'
import { compareServers, type ServerOpinions } from './compare-servers.ts'
import type { DnsAsker, Resolution } from './dns-asker.ts'
import type { DnsRecord } from './dns-message.ts'
import { whyMissing } from './explain-missing.ts'
import type { Network } from './network.ts'

export type DnsInstruction = Extract<ControlInstruction, { type: 'dns' }>

/** Explains one published record: whether it is there, at each server, and what is there instead. `network` null asks the resolver alone. */
export async function explainRecord(
  asker: DnsAsker,
  network: Network | null,
  instruction: DnsInstruction,
): Promise<PreflightFinding[]> {
  const { name, host, recordType } = instruction
  const found = await asker.resolve(host, recordType)
  const failure = failureFinding(name, host, found)
  if (failure !== null) return [failure]
  const matches = matcherOf(instruction)
  const end = found.aliases.at(-1) ?? host
  const servers =
    network === null ? null : await compareServers(asker, network, { host: end, type: recordType, matches })
  const isVisible = found.records.some(matches)
  return [
    ...(serverFinding(instruction, isVisible, servers) ??
      (isVisible ? [] : await absenceFindings(asker, instruction, found))),
    ...(isVisible ? [findingOf(name, 'ok', 'record-visible', { host, type: recordType })] : []),
    ...silentServers(name, servers),
  ]
}

/** Why a name could not be asked for, or null where it could. */
export function failureFinding(
  name: string,
  host: string,
  { outcome }: Pick<Resolution, 'outcome'>,
): PreflightFinding | null {
  switch (outcome) {
    case 'silent':
      return findingOf(name, 'warning', 'dns-silent', { host })
    case 'failed':
      return findingOf(name, 'problem', 'dns-failed', { host })
    case 'dnssec':
      return findingOf(name, 'problem', 'dnssec-failed', { host })
    case 'found':
    case 'empty':
    case 'nxdomain':
      return null
  }
}

/** Texts are compared to the letter, as the CA does; names are not. */
function matcherOf({ recordType, value }: DnsInstruction): (record: DnsRecord) => boolean {
  return (record) => {
    if (record.type !== recordType) return false
    return record.type === 'TXT' ? record.data === value : record.data === value.toLowerCase()
  }
}

/** Where the zone's servers do not say what the resolver said; null where they agree, or were not asked. */
function serverFinding(
  { name, host }: DnsInstruction,
  isVisible: boolean,
  servers: ServerOpinions | null,
): PreflightFinding[] | null {
  if (servers === null) return null
  const having = servers.having.join(', ')
  const lacking = servers.lacking.join(', ')
  if (having !== '' && lacking !== '') {
    return [findingOf(name, 'problem', 'servers-disagree', { host, having, lacking })]
  }
  if (isVisible && lacking !== '') return [findingOf(name, 'problem', 'record-vanishing', { host, lacking })]
  return !isVisible && having !== '' ? [findingOf(name, 'warning', 'record-cached', { host })] : null
}

function silentServers(name: string, servers: ServerOpinions | null): PreflightFinding[] {
  if (servers === null || servers.silent.length === 0) return []
  return [findingOf(name, 'warning', 'servers-silent', { servers: servers.silent.join(', ') })]
}

/** The CA takes the record elsewhere as well; only where it is not there either, we say why. */
async function absenceFindings(
  asker: DnsAsker,
  instruction: DnsInstruction,
  found: Resolution,
): Promise<PreflightFinding[]> {
  const { name, recordType } = instruction
  const domain = registrableDomain(bareName(name))
  for (const other of otherHosts(instruction, domain)) {
    const { records } = await asker.resolve(other, recordType)
    if (records.some(matcherOf(instruction)))
      return [findingOf(name, 'ok', 'record-visible', { host: other, type: recordType })]
  }
  return whyMissing(asker, { instruction, found, domain })
}
