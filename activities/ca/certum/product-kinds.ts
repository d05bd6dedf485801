import type { ProductKind, Validation } from '../../../domain/product.ts'

/** What a code and its display name say; null where they do not tell. */
export interface ProductFamily {
  purpose: 'issue' | 'renew'
  kind: ProductKind | null
  validation: Validation | null
  /** Where it holds fewer names than others of its kind: packs of four, six and ten were sold. */
  mostNames: number | null
  /** Whether the code itself is known, and not its name alone. */
  isKnown: boolean
}

type Row = readonly [kind: ProductKind, validation: Validation, mostNames?: number]

/** By the first two digits of a code. What the CA sold under other brands, or for tests, is here too. */
const FAMILIES: Readonly<Record<string, Row>> = {
  // Commercial
  60: ['ssl', 'DV'],
  74: ['ssl-wildcard', 'DV'],
  93: ['ssl-multi', 'DV'],
  96: ['ssl-multi', 'DV'],
  65: ['ssl-multi', 'DV', 4],
  66: ['ssl-multi', 'DV', 6],
  67: ['ssl-multi', 'DV', 10],
  69: ['ssl', 'DV'],
  // Trusted
  63: ['ssl', 'OV'],
  68: ['ssl-wildcard', 'OV'],
  92: ['ssl-multi', 'OV'],
  97: ['ssl-multi', 'OV'],
  75: ['ssl-multi', 'OV', 4],
  76: ['ssl-multi', 'OV', 6],
  77: ['ssl-multi', 'OV', 10],
  // Premium
  64: ['ssl', 'EV'],
  98: ['ssl-multi', 'EV'],
  86: ['ssl-multi', 'EV', 4],
  87: ['ssl-multi', 'EV', 6],
  88: ['ssl-multi', 'EV', 10],
  // Space
  26: ['ssl', 'DV'],
  27: ['ssl-wildcard', 'DV'],
  21: ['ssl-multi', 'DV', 4],
  22: ['ssl-multi', 'DV', 6],
  23: ['ssl-multi', 'DV', 10],
  24: ['ssl-multi', 'DV'],
  // IDs
  73: ['smime', 'MV'],
  72: ['smime', 'SV'],
  71: ['smime', 'IV'],
  79: ['smime', 'MV'],
  // Code signing
  82: ['code-signing', 'IV'],
  84: ['code-signing', 'OV'],
  85: ['code-signing', 'OV'],
}

/** The same codes have been sold without and with wildcards: only the name tells. */
const TOLD_BY_NAME: readonly string[] = ['96']

/** Old names of S/MIME products end in `ID`; the new ones say whom they name. */
function smimeValidation(name: string): Validation | null {
  if (/mailbox/.test(name)) return 'MV'
  if (/sponsor/.test(name)) return 'SV'
  if (/organi[sz]ation/.test(name)) return 'OV'
  return /individual/.test(name) ? 'IV' : null
}

function codeSigningValidation(name: string): Validation {
  if (/\bev\b/.test(name)) return 'EV'
  return /open.?source|individual/.test(name) ? 'IV' : 'OV'
}

function tlsValidation(name: string): Validation | null {
  if (/\bev\b|premium/.test(name)) return 'EV'
  if (/\bov\b|trusted/.test(name)) return 'OV'
  return /\bdv\b|commercial|space ?ssl/.test(name) ? 'DV' : null
}

function tlsKind(name: string): ProductKind | null {
  const isWildcard = /wild ?card/.test(name)
  const isMulti = /multi.?domain/.test(name)
  if (isWildcard) return isMulti ? 'ssl-multi-wildcard' : 'ssl-wildcard'
  if (isMulti) return 'ssl-multi'
  return /\b(ssl|tls)\b|spacessl/.test(name) ? 'ssl' : null
}

function byName(name: string): { kind: ProductKind | null; validation: Validation | null } {
  if (/code.?signing/.test(name)) return { kind: 'code-signing', validation: codeSigningValidation(name) }
  if (/s\/?mime|e-?mail/.test(name)) return { kind: 'smime', validation: smimeValidation(name) }
  const kind = tlsKind(name)
  return { kind, validation: kind === null ? null : tlsValidation(name) }
}

/**
 * The last digit counts years: 1 to 3 issue, 6 to 8 renew the same. That is a rule of the families that are known; of
 * another code it is believed only where the name says so, as what is taken for a renewal is not offered for sale.
 */
function purposeOf(code: string, name: string): 'issue' | 'renew' {
  if (/renew|odnow/.test(name)) return 'renew'
  return familyOf(code) !== undefined && /[678]$/.test(code) && !/issue/.test(name) ? 'renew' : 'issue'
}

function familyOf(code: string): Row | undefined {
  return /^\d{3}$/.test(code) ? FAMILIES[code.slice(0, 2)] : undefined
}

/** Tells what kind of product stands behind a code: by the codes that are known, else by the words of its display name. */
export function productFamily(code: string, displayName: string): ProductFamily {
  const name = displayName.toLowerCase()
  const purpose = purposeOf(code, name)
  const family = familyOf(code)
  const told = byName(name)
  if (family === undefined) return { purpose, ...told, mostNames: null, isKnown: false }
  const [tabled, validation, mostNames = null] = family
  const kind = TOLD_BY_NAME.includes(code.slice(0, 2)) ? (told.kind ?? tabled) : tabled
  return { purpose, kind, validation, mostNames, isKnown: true }
}

/** Issue and renewal of one product are five apart. */
const RENEWAL_STEP = 5

/** The code by which a product is renewed, if the CA sells it; null for codes that follow no rule. */
export function renewalCodeOf(code: string): string | null {
  return /^\d{2}[123]$/.test(code) ? String(Number(code) + RENEWAL_STEP) : null
}

/** How many years a code stands for; null where it does not tell. */
export function yearsOf(code: string): number | null {
  const digit = Number(/^\d{2}([123678])$/.exec(code)?.[1] ?? 0) % RENEWAL_STEP
  return digit === 0 ? null : digit
}

/** The certificate's name without what the list says of the product behind it: "(1 Year) Issue". Longer terms stay. */
export function certificateName(displayName: string): string {
  const short = displayName.replace(/(\s*\(\s*1 [^)]*\))?(\s+(issue|renewal))?\s*$/i, '').trim()
  return short || displayName.trim()
}
