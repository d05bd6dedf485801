import { type ControlMethod, EMAIL_PREFIXES } from '../../domain/product.ts'
import { productFlags } from '../../domain/product-flags.ts'
import { requiredDocuments, requiredFields } from '../../domain/product-needs.ts'
import { type ProductSettings, productSettings, soldNames } from '../../domain/product-settings.ts'
import { controlMethodEnd, maxCertificateDays } from '../../domain/validity-calendar.ts'
import type { ProductRow } from '../../store/entities/product.ts'
import { isKnown, type KnownProduct } from '../../store/queries/products.ts'
import type { ProductJson } from '../schemas/catalogue.ts'

const CURVES = ['P-256', 'P-384', 'P-521']

/** What follows from a product's kind. */
function derived(product: KnownProduct, settings: ProductSettings, now: Date) {
  const { kind, validityDays, names } = product
  return {
    maxCertificateDays: Math.min(validityDays, maxCertificateDays(kind, now)),
    names: soldNames(kind, names, settings),
    requiredFields: requiredFields(product),
    requiredDocuments: requiredDocuments(product),
    flags: productFlags(product, settings),
  }
}

/** As long as nobody knows what a product is, nothing follows. */
function underived({ validityDays, names }: ProductRow, settings: ProductSettings) {
  return {
    maxCertificateDays: validityDays,
    names,
    requiredFields: [],
    requiredDocuments: [],
    flags: {
      multipleSubdomains: false,
      organizationInformation: false,
      extendedValidation: false,
      csr2048: settings.minRsaBits >= 2048,
      idn: false,
      wwwAndBare: false,
      multipleNames: false,
    },
  }
}

/** From when on some of its methods are forbidden. */
function methodEnds(methods: readonly ControlMethod[]): ProductJson['methodEnds'] {
  return methods.flatMap((method) => {
    const date = controlMethodEnd(method)
    return date === null ? [] : [{ method, date }]
  })
}

/** A product as the API shows it. */
export function productJson(row: ProductRow, now: Date): ProductJson {
  const { code, name, caName, kind, validation, renewalCode, validityDays } = row
  const { hashAlgorithms, methods, enabled } = row
  const settings = productSettings(kind, row.settings)
  const rest = isKnown(row) ? derived(row, settings, now) : underived(row, settings)
  return {
    code,
    name,
    caName,
    kind,
    validation,
    renewalCode,
    validityDays,
    ...rest,
    hashAlgorithms,
    methods,
    methodEnds: methodEnds(methods),
    emailPrefixes: methods.includes('ADMIN') ? [...EMAIL_PREFIXES] : [],
    minKey: { rsaBits: settings.minRsaBits, curves: CURVES },
    settings,
    listed: row.goneAt === null,
    enabled,
  }
}
