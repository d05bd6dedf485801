import { normalizeName } from './normal-name.ts'

/** How a certificate's names differ from those that were ordered, each in its one spelling. */
export interface NamesCompared {
  missing: string[]
  extra: string[]
}

/** What stands in a certificate, as `inspectCertificate` reads it. */
interface HeldNames {
  names: readonly string[]
  ipAddresses: readonly string[]
}

/**
 * Compares names whatever their spelling: case, A-labels or Unicode, forms of an IP address. A `www.` that a CA adds to a
 * name by itself, or the name without it, is no stranger. Where nothing was ordered by name, nothing is compared.
 */
export function compareNames(ordered: readonly string[], held: HeldNames): NamesCompared {
  if (ordered.length === 0) return { missing: [], extra: [] }
  const wanted = new Set(ordered.map(spelling))
  const there = new Set([...held.names, ...held.ipAddresses].map(spelling))
  return {
    missing: [...wanted].filter((name) => !there.has(name)),
    extra: [...there].filter((name) => !wanted.has(name) && !wanted.has(twinOf(name))),
  }
}

function spelling(name: string): string {
  const read = normalizeName(name)
  return read.ok ? read.name.name : name.trim().toLowerCase()
}

const WWW = 'www.'

function twinOf(name: string): string {
  return name.startsWith(WWW) ? name.slice(WWW.length) : `${WWW}${name}`
}
