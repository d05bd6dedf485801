import type { ProductSettings } from './product-settings.ts'

export const PRODUCT_KINDS = [
  'ssl',
  'ssl-multi',
  'ssl-wildcard',
  'ssl-multi-wildcard',
  'smime',
  'code-signing',
] as const
export type ProductKind = (typeof PRODUCT_KINDS)[number]

/** Domain, organization, extended validation; for S/MIME mailbox, sponsor, individual (organization is OV there too). */
export const VALIDATIONS = ['DV', 'OV', 'EV', 'MV', 'SV', 'IV'] as const
export type Validation = (typeof VALIDATIONS)[number]

/** How control of a domain may be proven, in Certum's words. */
export const CONTROL_METHODS = [
  'ADMIN',
  'FILE',
  'DNS_TXT',
  'DNS_TXT_PREFIX',
  'DNS_CNAME',
  'DNS_CNAME_PREFIX',
] as const
export type ControlMethod = (typeof CONTROL_METHODS)[number]

export const EMAIL_PREFIXES = ['ADMIN', 'ADMINISTRATOR', 'POSTMASTER', 'HOSTMASTER', 'WEBMASTER'] as const
export type EmailPrefix = (typeof EMAIL_PREFIXES)[number]

export const CA_MODES = ['production', 'test', 'sandbox'] as const
/** Where certificates come from; only those of `production` are trusted by anybody. */
export type CaMode = (typeof CA_MODES)[number]

/** How many names fit: those in the price, the most the CA takes, and the size of one step between. */
export interface NameAllowance {
  included: number
  max: number
  step: number
}

/** What an order keeps of its product from the moment it starts; later edits of the catalogue do not reach it. */
export interface ProductSnapshot {
  code: string
  name: string
  kind: ProductKind
  validation: Validation | null
  renewalCode: string | null
  validityDays: number
  names: NameAllowance
  hashAlgorithms: readonly string[]
  methods: readonly ControlMethod[]
  minRsaBits: number
  /** Language of the CA's own mails. */
  caLanguage: 'pl' | 'en'
  /** Missing in orders that began before products had settings. */
  settings?: ProductSettings
}

/** Products that put host names into a certificate, and so need their control proven. */
export function isTls(kind: ProductKind): boolean {
  return kind.startsWith('ssl')
}

/** What a kind says about wildcards: none, exactly one `*` name with its bare name if wanted, or any. */
export function wildcardRule(kind: ProductKind): 'forbidden' | 'one-required' | 'allowed' {
  switch (kind) {
    case 'ssl-wildcard':
      return 'one-required'
    case 'ssl-multi-wildcard':
      return 'allowed'
    case 'ssl':
    case 'ssl-multi':
    case 'smime':
    case 'code-signing':
      return 'forbidden'
  }
}

const IP_ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/i

/**
 * The methods a list of names leaves open: a file cannot prove a wildcard (BR 3.2.2.4.18; CA error 2186), and nothing
 * but a file proves an IP address (CA error 2171).
 */
export function methodsFor(
  names: readonly string[],
  methods: readonly ControlMethod[],
): readonly ControlMethod[] {
  const hasWildcard = names.some((name) => name.startsWith('*.'))
  const hasAddress = names.some((name) => IP_ADDRESS.test(name.trim()))
  return methods.filter((method) => (method === 'FILE' ? !hasWildcard : !hasAddress))
}
