import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { askDns, type DnsServer } from './dns-client.ts'
import { type DnsQuestion, type DnsRecord, type DnsReply, type DnsType, SILENCE } from './dns-message.ts'

/** Longer chains are given up by resolvers, too. */
const MAX_ALIASES = 8
/** Of the system's resolvers so many are tried, one after the other. */
const MAX_RESOLVERS = 2
const DNS_PORT = 53

/**
 * What the resolver knows of one name and type, at the end of the name's aliases. `nxdomain`: there is no such name at
 * all. `dnssec`: only without DNSSEC's checks is there an answer. `failed`: the zone's servers give none.
 */
export interface Resolution {
  outcome: 'found' | 'empty' | 'nxdomain' | 'dnssec' | 'failed' | 'silent'
  /** Where each alias on the way leads, in order. */
  aliases: readonly string[]
  /** Of the type asked for, at the end of the aliases. */
  records: readonly DnsRecord[]
}

/** Asks for one explanation; nothing is asked twice. Never throws. */
export interface DnsAsker {
  /** Through the resolver, following aliases. */
  resolve(name: string, type: DnsType): Promise<Resolution>
  /** One of a zone's own servers. */
  askAuthority(server: DnsServer, name: string, type: DnsType): Promise<DnsReply>
}

export interface AskerOptions {
  /** The one resolver to ask; the system's otherwise. */
  server: DnsServer | undefined
  timeoutMs: number
  signal: AbortSignal
}

export function createDnsAsker(options: AskerOptions): DnsAsker {
  const resolvers = options.server === undefined ? systemResolvers() : [options.server]
  const asked = new Map<string, Promise<DnsReply>>()
  const ask = (server: DnsServer, question: DnsQuestion): Promise<DnsReply> => {
    const key = JSON.stringify([server.host, server.port, question])
    const known = asked.get(key) ?? askDns(server, question, options)
    asked.set(key, known)
    return known
  }
  const askResolver = (name: string, type: DnsType, isUnchecked = false): Promise<DnsReply> =>
    firstHeard(resolvers, (server) => ask(server, { name, type, isRecursive: true, isUnchecked }))
  return {
    resolve: (name, type) => follow(name, type, askResolver),
    askAuthority: (server, name, type) => ask(server, { name, type, isRecursive: false, isUnchecked: false }),
  }
}

/** The system's resolvers, as `/etc/resolv.conf` or the like has them. */
function systemResolvers(): DnsServer[] {
  return getServers().slice(0, MAX_RESOLVERS).map(serverOf)
}

/** Reads `1.1.1.1`, `1.1.1.1:53`, `2001:db8::1` and `[2001:db8::1]:53`. */
function serverOf(text: string): DnsServer {
  if (isIP(text) !== 0) return { host: text, port: DNS_PORT }
  const [, host = text, port] = /^\[?(.+?)\]?:(\d+)$/.exec(text) ?? []
  return { host, port: Number(port ?? DNS_PORT) }
}

async function firstHeard(
  servers: readonly DnsServer[],
  ask: (server: DnsServer) => Promise<DnsReply>,
): Promise<DnsReply> {
  for (const server of servers) {
    const reply = await ask(server)
    if (reply.outcome !== 'SILENT') return reply
  }
  return SILENCE
}

type AskResolver = (name: string, type: DnsType, isUnchecked?: boolean) => Promise<DnsReply>

/** Resolvers follow aliases by themselves; an authority that is asked in a resolver's place does so in its zone only. */
async function follow(name: string, type: DnsType, ask: AskResolver): Promise<Resolution> {
  const aliases: string[] = []
  for (let at = name; ; ) {
    const reply = await ask(at, type)
    const failure = await failureOf(reply, () => ask(at, type, true))
    if (failure !== null) return { outcome: failure, aliases, records: [] }
    const path = aliasPath(reply, at, type)
    aliases.push(...path)
    const end = path.at(-1) ?? at
    const records = reply.records.filter((record) => record.type === type && record.owner === end)
    const isOver = records.length > 0 || path.length === 0 || aliases.length >= MAX_ALIASES
    if (isOver) return { outcome: outcomeOf(reply, records), aliases, records }
    at = end
  }
}

function outcomeOf(reply: DnsReply, records: readonly DnsRecord[]): Resolution['outcome'] {
  if (records.length > 0) return 'found'
  return reply.outcome === 'NXDOMAIN' ? 'nxdomain' : 'empty'
}

/** A validating resolver says SERVFAIL to what is badly signed; asked not to check, it says what stands there. */
async function failureOf(
  reply: DnsReply,
  askUnchecked: () => Promise<DnsReply>,
): Promise<'dnssec' | 'failed' | 'silent' | null> {
  switch (reply.outcome) {
    case 'NOERROR':
    case 'NXDOMAIN':
      return null
    case 'SILENT':
      return 'silent'
    case 'REFUSED':
    case 'OTHER':
      return 'failed'
    case 'SERVFAIL': {
      const { outcome } = await askUnchecked()
      return outcome === 'NOERROR' || outcome === 'NXDOMAIN' ? 'dnssec' : 'failed'
    }
  }
}

/** The targets of the aliases that an answer holds, from a name on. A question for aliases follows none. */
function aliasPath(reply: DnsReply, from: string, type: DnsType): string[] {
  if (type === 'CNAME') return []
  const targets = new Map<string, string>()
  for (const record of reply.records) if (record.type === 'CNAME') targets.set(record.owner, record.data)
  const path: string[] = []
  let at = targets.get(from)
  while (at !== undefined && path.length < MAX_ALIASES) {
    path.push(at)
    at = targets.get(at)
  }
  return path
}
