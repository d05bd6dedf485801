import type { RenewalPolicy } from './order-terms.ts'
import {
  type CaMode,
  type ControlMethod,
  isTls,
  type NameAllowance,
  type ProductKind,
  wildcardRule,
} from './product.ts'
import { hasManyNames, smallestRsaBits } from './product-presets.ts'

/** `off`: one name; `limit`: so many besides it; `ca-maximum`: as many as the CA takes, new ones at a reissue too. */
export const ADDITIONAL_NAMES_MODES = ['off', 'limit', 'ca-maximum'] as const
type AdditionalNamesMode = (typeof ADDITIONAL_NAMES_MODES)[number]

/** Sizes of RSA keys that an admin may ask for at least. */
export const RSA_SIZES = [2048, 3072, 4096] as const

/** How a product is sold (row O2): an admin's choices. An order keeps them as they were at its start. */
export interface ProductSettings {
  /** Of products with many names only. */
  additionalNames: { mode: AdditionalNamesMode; limit: number }
  /** Whether wildcards are taken, where the product may hold them besides other names. */
  wildcard: boolean
  /** Where its orders go; null: by `mode`. */
  caAccountId: string | null
  /** Which kind of account its orders go to; null: whichever is preferred. */
  mode: CaMode | null
  /** Whether customers read the product's own name, or the name of the certificate as the CA has it. */
  showProductName: boolean
  /** Of the CA's own mails. */
  caLanguage: 'pl' | 'en'
  /** Whether customers are offered to renew, on pages and among their actions. Read live, not kept by orders. */
  renewShown: boolean
  /** Whether the billing system is told to move the due date with what was paid. Read live, not kept by orders. */
  dueDateFollowsPaid: boolean
  /** How control is proven where nobody chose; null: by a record under a label of its own. */
  defaultMethod: ControlMethod | null
  minRsaBits: number
  idnAllowed: boolean
  /** Whether a single-name product holds `www.` and the bare name together; the customer is told. */
  wwwTogether: boolean
  /** How its orders are renewed where they say nothing; null: as the installation does. Read live, not kept by orders. */
  renewal: { policy: RenewalPolicy; daysBefore: number } | null
}

/** Of what is read live for orders too, what holds until an admin says otherwise. */
export const LIVE_PRESETS = { renewShown: true, dueDateFollowsPaid: true } as const

/** As many additional names as are taken until an admin says otherwise. */
const ADDITIONAL_NAMES = 10

/** What holds for a product of which an admin has said nothing; null where nobody knows its kind. */
function presets(kind: ProductKind | null): ProductSettings {
  return {
    additionalNames: { mode: hasManyNames(kind) ? 'limit' : 'off', limit: ADDITIONAL_NAMES },
    wildcard: true,
    caAccountId: null,
    mode: null,
    showProductName: false,
    caLanguage: 'en',
    ...LIVE_PRESETS,
    defaultMethod: null,
    minRsaBits: smallestRsaBits(kind),
    idnAllowed: true,
    wwwTogether: true,
    renewal: null,
  }
}

/** What the kind leaves of a choice: no wildcard where none may be, and the one where there must be one. */
function takesWildcards(kind: ProductKind | null, chosen: boolean): boolean {
  if (kind === null) return false
  const rule = wildcardRule(kind)
  return rule === 'one-required' || (rule === 'allowed' && chosen)
}

/**
 * The settings in force: what an admin chose, over what the kind presets, as far as the kind goes. A key the CA must
 * refuse is never let in.
 */
export function productSettings(kind: ProductKind | null, chosen: Partial<ProductSettings>): ProductSettings {
  const settings = { ...presets(kind), ...chosen }
  const { mode, limit } = settings.additionalNames
  return {
    ...settings,
    additionalNames: { mode: hasManyNames(kind) ? mode : 'off', limit },
    wildcard: takesWildcards(kind, settings.wildcard),
    minRsaBits: Math.max(settings.minRsaBits, smallestRsaBits(kind)),
    idnAllowed: kind !== null && isTls(kind) && settings.idnAllowed,
    wwwTogether: kind === 'ssl' && settings.wwwTogether,
  }
}

function mostNames(kind: ProductKind, caMax: number, settings: ProductSettings): number {
  if (kind === 'ssl') return settings.wwwTogether ? caMax : 1
  switch (hasManyNames(kind) ? settings.additionalNames.mode : 'ca-maximum') {
    case 'off':
      return 1
    case 'limit':
      return 1 + settings.additionalNames.limit
    case 'ca-maximum':
      return caMax
  }
}

/** How many names are sold: what the CA takes, as far as the settings go. */
export function soldNames(kind: ProductKind, ofCa: NameAllowance, settings: ProductSettings): NameAllowance {
  const max = Math.min(ofCa.max, mostNames(kind, ofCa.max, settings))
  return { included: Math.min(ofCa.included, max), max, step: ofCa.step }
}
