import { maxCertificateDays } from '../../domain/certificate-life.ts'
import { EMAIL_PREFIXES } from '../../domain/product.ts'
import { requiredDocuments, requiredFields } from '../../domain/product-needs.ts'
import type { ProductRow } from '../../store/entities/product.ts'
import { listProducts } from '../../store/queries/products.ts'
import type { ProductJson } from '../schemas/catalogue.ts'
import type { ServiceDeps } from './deps.ts'

const CURVES = ['P-256', 'P-384', 'P-521']

function productJson(row: ProductRow, now: Date): ProductJson {
  const { code, name, kind, validation, renewalCode, validityDays, names, hashAlgorithms, methods } = row
  return {
    code,
    name,
    kind,
    validation,
    renewalCode,
    validityDays,
    maxCertificateDays: Math.min(validityDays, maxCertificateDays(kind, now)),
    names: { included: names.included, max: names.max, step: names.step },
    hashAlgorithms,
    methods,
    emailPrefixes: methods.includes('ADMIN') ? [...EMAIL_PREFIXES] : [],
    requiredFields: requiredFields(row),
    requiredDocuments: requiredDocuments(row),
    minKey: { rsaBits: row.minRsaBits, curves: CURVES },
    settings: row.settings,
    enabled: row.enabled,
  }
}

/** What is sold, and what each product wants to know. */
export function createCatalogueService(deps: ServiceDeps) {
  return {
    async list(): Promise<{ items: ProductJson[] }> {
      const now = deps.clock()
      return { items: (await listProducts(deps.db)).map((row) => productJson(row, now)) }
    },
  }
}
