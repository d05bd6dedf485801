import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import { isTls, wildcardRule } from '../../domain/product.ts'
import { type ProductSettings, productSettings } from '../../domain/product-settings.ts'
import type { NameRules } from '../../pki/names.ts'
import type { AdditionalNames } from '../../store/queries/order-record.ts'

/** What the rules of a configuration depend on. */
export interface ConfigurationContext {
  product: ProductSnapshot
  additionalNames: AdditionalNames
  caMode: CaMode
}

/** How many names an order may hold besides its main one (row O7): those of the price where nothing was said. */
export function additionalNamesOf(product: ProductSnapshot, asked: AdditionalNames): number {
  const most = product.names.max - 1
  if (asked === 'as-entered') return most
  if (asked !== null) return Math.min(asked, most)
  const isMulti = product.kind === 'ssl-multi' || product.kind === 'ssl-multi-wildcard'
  return isMulti ? most : Math.max(0, product.names.included - 1)
}

/** An order from before there were settings keeps to what its kind presets. */
export function settingsOfOrdered({ kind, settings }: ProductSnapshot): ProductSettings {
  return settings ?? productSettings(kind, {})
}

/** What the order's product takes as names. With the sandbox, names that only tests use pass. */
export function nameRulesOf({ product, additionalNames, caMode }: ConfigurationContext): NameRules {
  const { wildcard, idnAllowed } = settingsOfOrdered(product)
  return {
    wildcard: wildcard ? wildcardRule(product.kind) : 'forbidden',
    idnAllowed,
    // An EV certificate holds no addresses (CA error 2193), and none belongs beside the one wildcard.
    ipAllowed: isTls(product.kind) && product.validation !== 'EV' && product.kind !== 'ssl-wildcard',
    max: 1 + additionalNamesOf(product, additionalNames),
    allowReservedTlds: caMode === 'sandbox',
    methods: product.methods,
  }
}
