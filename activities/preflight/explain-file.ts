import { isIP, isIPv4 } from 'node:net'
import type { ControlInstruction } from '../../domain/control-instructions.ts'
import { findingOf, type PreflightFinding } from '../../domain/preflight.ts'
import type { DnsAsker, Resolution } from './dns-asker.ts'
import { failureFinding } from './explain-record.ts'
import { type FileAnswer, fetchFile, isListening } from './fetch-file.ts'
import { judgeFile } from './judge-file.ts'
import type { Network } from './network.ts'

type FileInstruction = Extract<ControlInstruction, { type: 'file' }>

export interface FileWorld {
  asker: DnsAsker
  network: Network
  /** The one web server that stands for all; the name's own otherwise. */
  host: { host: string; port: number } | undefined
  timeoutMs: number
  signal: AbortSignal
}

/** A site may have many addresses; so many tell enough. */
const MAX_ADDRESSES = 4

/** Explains one published file: what the site's web servers answer for it, each of them. */
export async function explainFile(
  world: FileWorld,
  instruction: FileInstruction,
): Promise<PreflightFinding[]> {
  const { name, url: text, body } = instruction
  if (!URL.canParse(text)) return []
  const url = new URL(text)
  const wanted = { name, url: text, body }
  if (world.host !== undefined) {
    const { host: address, port } = world.host
    return [judgeFile(wanted, await fetchFile({ address, port }, url, world))]
  }
  const found = await addressesOf(world, name, url)
  if ('finding' in found) return [found.finding]
  const port = url.port === '' ? world.network.httpPort : Number(url.port)
  const answers = await Promise.all(
    found.addresses.map(async (address) => ({
      address,
      answer: await fetchFile({ address, port }, url, world),
    })),
  )
  return compared(world, wanted, reachable(answers))
}

interface Heard {
  address: string
  answer: FileAnswer
}

/** Not every machine of ours reaches addresses of version 6: silence there says nothing where version 4 exists. */
function reachable(answers: readonly Heard[]): readonly Heard[] {
  const telling = answers.filter(({ address, answer }) => isIPv4(address) || answer.result === 'answered')
  return telling.length > 0 ? telling : answers
}

async function compared(
  world: FileWorld,
  wanted: { name: string; url: string; body: string },
  heard: readonly Heard[],
): Promise<PreflightFinding[]> {
  const judged = heard.map(({ address, answer }) => ({ address, finding: judgeFile(wanted, answer) }))
  const isVisible = ({ finding }: { finding: PreflightFinding }) => finding.code === 'file-visible'
  const having = judged.filter(isVisible).map(({ address }) => address)
  const lacking = judged.filter((each) => !isVisible(each)).map(({ address }) => address)
  if (having.length > 0 && lacking.length > 0) {
    const params = { url: wanted.url, having: having.join(', '), lacking: lacking.join(', ') }
    return [findingOf(wanted.name, 'problem', 'file-addresses-disagree', params)]
  }
  const first = judged[0]
  if (first === undefined) return []
  const isHttpsOnly = first.finding.code === 'file-silent' && (await isSecureOnly(world, first.address))
  return isHttpsOnly
    ? [findingOf(wanted.name, 'problem', 'file-https-only', { url: wanted.url })]
    : [first.finding]
}

/** The CA asks by plain HTTP; a site may have that port closed. */
function isSecureOnly(world: FileWorld, address: string): Promise<boolean> {
  return isListening({ address, port: world.network.httpsPort }, world)
}

type Addresses = { addresses: string[] } | { finding: PreflightFinding }

/** Where a site's web servers may be asked: never inside somebody's network, whatever the name points to. */
async function addressesOf(world: FileWorld, name: string, url: URL): Promise<Addresses> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const found = isIP(host) === 0 ? await lookedUp(world.asker, host) : [host]
  if (!Array.isArray(found)) {
    const finding = failureFinding(name, host, found)
    return { finding: finding ?? findingOf(name, 'problem', 'host-without-address', { host }) }
  }
  const addresses = found.filter(world.network.isAllowed).slice(0, MAX_ADDRESSES)
  const [first = ''] = found
  return addresses.length > 0
    ? { addresses }
    : { finding: findingOf(name, 'problem', 'host-private', { host, address: first }) }
}

async function lookedUp(asker: DnsAsker, host: string): Promise<string[] | Resolution> {
  const [four, six] = await Promise.all([asker.resolve(host, 'A'), asker.resolve(host, 'AAAA')])
  const found = [...four.records, ...six.records].flatMap((record) =>
    record.type === 'A' || record.type === 'AAAA' ? [record.data] : [],
  )
  return found.length > 0 ? found : four
}
