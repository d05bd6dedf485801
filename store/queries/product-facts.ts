import type { EntityManager } from '@mikro-orm/postgresql'
import type { ControlMethod, NameAllowance, ProductKind, Validation } from '../../domain/product.ts'
import type { ProductSettings } from '../../domain/product-settings.ts'
import { type Fragment, joined, json, rows, sql, textArray } from '../sql.ts'

/** What a CA says of a product, and what can be told from it. */
export interface ProductFacts {
  code: string
  name: string
  /** Null where it cannot be told: an admin must say. */
  kind: ProductKind | null
  validation: Validation | null
  renewalCode: string | null
  validityDays: number
  names: NameAllowance
  hashAlgorithms: readonly string[]
  methods: readonly ControlMethod[]
}

export interface NewProduct extends ProductFacts {
  enabled: boolean
  settings: Partial<ProductSettings>
  /** The account whose list it comes from. */
  listedBy: string | null
}

function valuesOf(product: NewProduct): Fragment {
  const { code, name, kind, validation, renewalCode, validityDays } = product
  return sql`(${code}, ${name}, ${name}, ${kind}, ${validation}, ${renewalCode}, ${validityDays}::integer,
    ${json(product.names)}, ${textArray(product.hashAlgorithms)}, ${textArray(product.methods)},
    ${json(product.settings)}, ${product.enabled}::boolean, ${product.listedBy})`
}

/** What an admin changed stays as it is. */
const UNLESS_EDITED = sql`
  name = case when 'name' = any(p.edited) then p.name else excluded.name end,
  kind = case when 'kind' = any(p.edited) then p.kind else excluded.kind end,
  validation = case when 'validation' = any(p.edited) then p.validation else excluded.validation end,
  renewal_code = case when 'renewalCode' = any(p.edited) then p.renewal_code else excluded.renewal_code end,
  validity_days = case when 'validityDays' = any(p.edited) then p.validity_days else excluded.validity_days end,
  names = case when 'names' = any(p.edited) then p.names else excluded.names end,
  hash_algorithms = case when 'hashAlgorithms' = any(p.edited) then p.hash_algorithms else excluded.hash_algorithms end,
  methods = case when 'methods' = any(p.edited) then p.methods else excluded.methods end`

/**
 * Brings products up to what their CA says, in one statement. Of one that is known, whether it is sold, its settings and
 * whatever an admin changed stay; the rest follows the CA.
 */
export async function writeProductFacts(em: EntityManager, products: readonly NewProduct[]): Promise<void> {
  if (products.length === 0) return
  await rows(
    em,
    sql`insert into products as p (code, name, ca_name, kind, validation, renewal_code, validity_days, names,
          hash_algorithms, methods, settings, enabled, listed_by)
        values ${joined(products.map(valuesOf), ',')}
        on conflict (code) do update set ca_name = excluded.ca_name, ${UNLESS_EDITED},
          listed_by = coalesce(excluded.listed_by, p.listed_by),
          gone_at = case when excluded.listed_by is null then p.gone_at end, updated_at = now()`,
  )
}
