import { BlockList, isIP } from 'node:net'

/** Blocks of the IANA special-purpose registries; no public CA may certify an address inside them. */
const RESERVED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** Inside 2000::/3; whatever is outside it is not global unicast and refused as a whole. */
const RESERVED_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const reserved = new BlockList()
for (const [network, prefix] of RESERVED_V4) reserved.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of RESERVED_V6) reserved.addSubnet(network, prefix, 'ipv6')

/** Set aside for examples (RFC 5737, RFC 3849), as `example.test` is among names. */
const documentation = new BlockList()
documentation.addSubnet('192.0.2.0', 24, 'ipv4')
documentation.addSubnet('198.51.100.0', 24, 'ipv4')
documentation.addSubnet('203.0.113.0', 24, 'ipv4')
documentation.addSubnet('2001:db8::', 32, 'ipv6')

const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/** The one spelling of an IP address (RFC 5952 for version 6), or null where the text is none. Zones are refused. */
export function canonicalIp(text: string): string | null {
  const version = isIP(text)
  if (version === 0 || text.includes('%')) return null
  return version === 4 ? text : new URL(`http://[${text}]`).hostname.slice(1, -1)
}

/** True for addresses that are private, local, documentation or otherwise not the public internet's. */
export function isReservedIp(address: string): boolean {
  if (isIP(address) === 4) return reserved.check(address, 'ipv4')
  return !globalUnicast.check(address, 'ipv6') || reserved.check(address, 'ipv6')
}

/** True for addresses of examples: a CA for tests may issue for them. */
export function isDocumentationIp(address: string): boolean {
  return documentation.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}
