import { isIP } from 'node:net'
import { getDomain, parse } from 'tldts'

/** Mailboxes of a domain whose owner may approve (Baseline Requirements 3.2.2.4.4). */
const APPROVER_PREFIXES = ['admin', 'administrator', 'webmaster', 'hostmaster', 'postmaster'] as const

/**
 * The Baseline Requirements (3.2.2.6) look at the ICANN part of the public suffix list only: `github.io` is a
 * registered domain like any other.
 */
const SUFFIX_OPTIONS = { allowPrivateDomains: false, extractHostname: false, validateHostname: false }

/** Names that no one can register (RFC 2606, RFC 6761); a CA for tests may issue for them. */
const RESERVED_TLDS: readonly string[] = ['test', 'example', 'invalid', 'localhost']

/** On the list, and yet not part of the public name space (RFC 7686, RFC 8375). */
const LISTED_BUT_PRIVATE = ['onion', 'home.arpa'] as const

/** Address look-up zones, refused since 2026-03-15. */
const REVERSE_ZONES = ['in-addr.arpa', 'ip6.arpa'] as const

function isAtOrBelow(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

/** The name without a leading `*.`. */
export function bareName(name: string): string {
  return name.startsWith('*.') ? name.slice(2) : name
}

/** The name one label below the public suffix, of which this one is a part; null for addresses and for suffixes. */
export function registrableDomain(name: string): string | null {
  const bare = bareName(name)
  return isIP(bare) === 0 ? getDomain(bare, SUFFIX_OPTIONS) : null
}

export type NameStanding = 'public' | 'public-suffix' | 'reverse-zone' | 'internal'

/**
 * Where a name (A-labels, no wildcard) stands in the public name space. With `allowReservedTlds` the top-level domains
 * set aside for tests count as public suffixes.
 */
export function standingOf(name: string, allowReservedTlds: boolean): NameStanding {
  if (REVERSE_ZONES.some((zone) => isAtOrBelow(name, zone))) return 'reverse-zone'
  if (LISTED_BUT_PRIVATE.some((zone) => isAtOrBelow(name, zone))) return 'internal'
  const { domain, publicSuffix, isIcann } = parse(name, SUFFIX_OPTIONS)
  const isListed = isIcann || (allowReservedTlds && RESERVED_TLDS.includes(publicSuffix ?? name))
  if (!isListed) return 'internal'
  return domain === null ? 'public-suffix' : 'public'
}

/**
 * The mailboxes that may approve a name: each permitted prefix at the name itself, then at its registrable domain.
 * Empty for an IP address.
 */
export function approverAddresses(name: string): string[] {
  const bare = bareName(name)
  const registrable = registrableDomain(name)
  if (registrable === null) return []
  const domains = bare === registrable ? [bare] : [bare, registrable]
  return domains.flatMap((domain) => APPROVER_PREFIXES.map((prefix) => `${prefix}@${domain}`))
}

/** The name's `www.` twin, or null where it has none: wildcards, addresses, and names that are one already. */
export function wwwName(name: string): string | null {
  return name.startsWith('*.') || name.startsWith('www.') || isIP(name) !== 0 ? null : `www.${name}`
}

/**
 * True where control of `name` is shown by the proof for `proven` in the same order: the same name, a wildcard and what
 * it stands on, or `www.` of it. Not true for proof by file, which counts for the exact name only.
 */
export function isCoveredBy(name: string, proven: string): boolean {
  const bare = bareName(name)
  const provenBare = bareName(proven)
  return bare === provenBare || bare === `www.${provenBare}`
}
