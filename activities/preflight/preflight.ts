import { isIP } from 'node:net'
import type { ControlInstruction } from '../../domain/control-instructions.ts'
import {
  findingOf,
  type PreflightFinding,
  type PreflightOrder,
  sortedFindings,
} from '../../domain/preflight.ts'
import { staticFindings } from '../../domain/preflight-static.ts'
import { isTls } from '../../domain/product.ts'
import { bareName, registrableDomain } from '../../pki/names.ts'
import { type ControlLook, type ControlLookOptions, createControlLook } from './control-look.ts'
import { createDnsAsker, type DnsAsker } from './dns-asker.ts'
import { explainCaa } from './explain-caa.ts'
import { explainFile } from './explain-file.ts'
import { explainRecord } from './explain-record.ts'
import { INTERNET, type Network } from './network.ts'

/** Our own eyes on the world: a quick look for one proof, and the long one that explains an order. */
export interface Preflight extends ControlLook {
  /**
   * Looks at all that the CA will look at and says what it will stumble over, problems first. It forbids nothing. Never
   * throws, and ends in time: what was not looked at by then is said.
   */
  explain(order: PreflightOrder): Promise<PreflightFinding[]>
}

export interface PreflightOptions extends ControlLookOptions {
  /** For one explanation altogether. */
  totalMs?: number
  /** Another internet than the usual. Given, a zone's own servers are asked also beside a fixed resolver. */
  network?: Network
}

const DEFAULT_TIMEOUT_MS = 2_500
/** A command is waited for 15 s, and the CA is to be asked within them, too. */
const DEFAULT_TOTAL_MS = 8_000
/** Each name is some ten questions. */
const NAMES_AT_ONCE = 8

/** Makes the looks; with a fixed DNS server that one alone is asked, with a fixed file host likewise. */
export function createPreflight(options: PreflightOptions): Preflight {
  return {
    ...createControlLook(options),
    explain: (order) => explain(order, options),
  }
}

interface Eyes {
  asker: DnsAsker
  options: PreflightOptions
  network: Network
  timeoutMs: number
  signal: AbortSignal
}

/** A fixed resolver knows a world of its own, whose names the internet's servers cannot be asked for. */
function authoritiesOf({ dns, network }: PreflightOptions): Network | null {
  return network ?? (dns === undefined ? INTERNET : null)
}

async function explain(order: PreflightOrder, options: PreflightOptions): Promise<PreflightFinding[]> {
  const said = staticFindings({ ...order, isIp: (name) => isIP(name) !== 0, registrableDomain })
  if (order.kind === 'code-signing') return said
  const { dns: server, timeoutMs = DEFAULT_TIMEOUT_MS, network = INTERNET } = options
  const signal = AbortSignal.timeout(options.totalMs ?? DEFAULT_TOTAL_MS)
  const asker = createDnsAsker({ server, timeoutMs, signal })
  return sortedFindings([
    ...said,
    ...(await lookAtAll(order, { asker, options, network, timeoutMs, signal })),
  ])
}

async function lookAtAll(order: PreflightOrder, eyes: Eyes): Promise<PreflightFinding[]> {
  const instructions = new Map(order.instructions.map((instruction) => [instruction.name, instruction]))
  const findings: PreflightFinding[] = []
  for (let from = 0; from < order.names.length; from += NAMES_AT_ONCE) {
    const names = order.names.slice(from, from + NAMES_AT_ONCE)
    const found = await Promise.all(names.map((name) => lookAt(name, instructions.get(name), order, eyes)))
    // What was cut off by the end of our time would only say that nobody answered.
    if (eyes.signal.aborted) {
      return [
        ...findings,
        findingOf(null, 'warning', 'look-unfinished', { names: order.names.length - from }),
      ]
    }
    findings.push(...found.flat())
  }
  return findings
}

async function lookAt(
  name: string,
  instruction: ControlInstruction | undefined,
  order: PreflightOrder,
  eyes: Eyes,
): Promise<PreflightFinding[]> {
  const { kind, method, now } = order
  const hasCaa = isTls(kind) ? isIP(bareName(name)) === 0 : name.includes('@')
  const [proof, caa] = await Promise.all([
    instruction === undefined ? [] : explainProof(instruction, eyes),
    hasCaa ? explainCaa(eyes.asker, name, { kind, method, now }) : [],
  ])
  return [...proof, ...caa]
}

function explainProof(
  instruction: ControlInstruction,
  { asker, options, network, timeoutMs, signal }: Eyes,
): Promise<PreflightFinding[]> | PreflightFinding[] {
  switch (instruction.type) {
    case 'dns':
      return explainRecord(asker, authoritiesOf(options), instruction)
    case 'file':
      return explainFile({ asker, network, host: options.fileHost, timeoutMs, signal }, instruction)
    case 'email':
      return []
  }
}
