import type { ProductSnapshot } from '../../domain/product.ts'
import type { Database } from '../database.ts'
import { Product, type ProductRow } from '../entities/product.ts'
import { joined, json, rows, sql, textArray } from '../sql.ts'

export async function productByCode(db: Database, code: string): Promise<ProductRow | null> {
  return db.em().findOne(Product, { code })
}

/** The whole catalogue, in the order of its codes. */
export async function listProducts(db: Database): Promise<ProductRow[]> {
  return db.em().find(Product, {}, { orderBy: { code: 'asc' } })
}

/** What an order keeps of a product. */
export function snapshotOf(product: ProductRow): ProductSnapshot {
  const { code, name, kind, validation, renewalCode, validityDays, names, minRsaBits, caLanguage } = product
  const { hashAlgorithms, methods } = product
  return {
    code,
    name,
    kind,
    validation,
    renewalCode,
    validityDays,
    names,
    hashAlgorithms,
    methods,
    minRsaBits,
    caLanguage,
  }
}

function valuesOf(product: ProductSnapshot, enabled: boolean) {
  return sql`(${product.code}, ${product.name}, ${product.kind}, ${product.validation}, ${product.renewalCode},
    ${product.validityDays}, ${json(product.names)}, ${textArray(product.hashAlgorithms)},
    ${textArray(product.methods)}, ${product.minRsaBits}, ${product.caLanguage}, ${enabled})`
}

/**
 * Brings the catalogue up to the CA's facts. A product that is new is sold or not as `enabled` says; of one that is
 * known, `enabled` and the admin's settings stay.
 */
export async function upsertProducts(
  db: Database,
  products: readonly ProductSnapshot[],
  options: { enabled: boolean },
): Promise<void> {
  if (products.length === 0) return
  const values = joined(
    products.map((product) => valuesOf(product, options.enabled)),
    ',',
  )
  await rows(
    db.em(),
    sql`insert into products (code, name, kind, validation, renewal_code, validity_days, names, hash_algorithms,
          methods, min_rsa_bits, ca_language, enabled)
        values ${values}
        on conflict (code) do update set name = excluded.name, kind = excluded.kind,
          validation = excluded.validation, renewal_code = excluded.renewal_code,
          validity_days = excluded.validity_days, names = excluded.names,
          hash_algorithms = excluded.hash_algorithms, methods = excluded.methods,
          min_rsa_bits = excluded.min_rsa_bits, ca_language = excluded.ca_language, updated_at = now()`,
  )
}
