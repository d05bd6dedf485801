import type { DnsAsker } from './dns-asker.ts'
import type { DnsRecord, DnsType } from './dns-message.ts'
import type { Network } from './network.ts'

/** What a zone's own servers say, by their names: they have what is looked for, they have not, or say nothing useful. */
export interface ServerOpinions {
  having: readonly string[]
  lacking: readonly string[]
  silent: readonly string[]
}

/** Zones with more servers are rare, and so many tell enough. */
const MAX_SERVERS = 6

/**
 * Asks each server of a name's zone, past any resolver, whether it has a record. The CA looks from several places and
 * may meet any of them. Null where the zone's servers are not known.
 */
export async function compareServers(
  asker: DnsAsker,
  network: Network,
  looked: { host: string; type: DnsType; matches: (record: DnsRecord) => boolean },
): Promise<ServerOpinions | null> {
  const servers = await zoneServers(asker, looked.host)
  if (servers.length === 0) return null
  const opinions = await Promise.all(
    servers.map(async (server) => ({ server, opinion: await opinionOf(asker, network, server, looked) })),
  )
  const named = (wanted: Opinion) =>
    opinions.filter(({ opinion }) => opinion === wanted).map(({ server }) => server)
  return { having: named('having'), lacking: named('lacking'), silent: named('silent') }
}

type Opinion = keyof ServerOpinions | 'unasked'

/** The servers of the closest zone that a name lies in. Top-level domains are not asked. */
async function zoneServers(asker: DnsAsker, host: string): Promise<string[]> {
  const labels = host.split('.')
  for (let skipped = 0; skipped < labels.length - 1; skipped += 1) {
    const { records } = await asker.resolve(labels.slice(skipped).join('.'), 'NS')
    const names = records.flatMap((record) => (record.type === 'NS' ? [record.data] : []))
    if (names.length > 0) return names.sort().slice(0, MAX_SERVERS)
  }
  return []
}

/** Servers without a public IPv4 address are left out: not every machine of ours reaches the others. */
async function opinionOf(
  asker: DnsAsker,
  network: Network,
  server: string,
  { host, type, matches }: { host: string; type: DnsType; matches: (record: DnsRecord) => boolean },
): Promise<Opinion> {
  const { records } = await asker.resolve(server, 'A')
  const addresses = records.flatMap((record) => (record.type === 'A' ? [record.data] : []))
  const address = addresses.find((each) => network.isAllowed(each))
  if (address === undefined) return 'unasked'
  const reply = await asker.askAuthority({ host: address, port: network.dnsPort }, host, type)
  const isTold = reply.isAuthoritative && (reply.outcome === 'NOERROR' || reply.outcome === 'NXDOMAIN')
  if (!isTold) return 'silent'
  return reply.records.some(matches) ? 'having' : 'lacking'
}
