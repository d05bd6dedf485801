import type { ProductKind, Validation } from './product.ts'
import { requiredFields } from './product-needs.ts'
import type { ProductSettings } from './product-settings.ts'

/** What BILLmanager's templates ask of a product (row C6). */
export interface ProductFlags {
  multipleSubdomains: boolean
  organizationInformation: boolean
  extendedValidation: boolean
  csr2048: boolean
  idn: boolean
  wwwAndBare: boolean
  multipleNames: boolean
}

/** What a product's kind and settings make of each flag. */
export function productFlags(
  product: { kind: ProductKind; validation: Validation | null },
  settings: ProductSettings,
): ProductFlags {
  return {
    multipleSubdomains: settings.wildcard,
    organizationInformation: requiredFields(product).includes('subject.organization'),
    extendedValidation: product.validation === 'EV',
    csr2048: settings.minRsaBits >= 2048,
    idn: settings.idnAllowed,
    wwwAndBare: settings.wwwTogether,
    multipleNames: settings.additionalNames.mode !== 'off',
  }
}
