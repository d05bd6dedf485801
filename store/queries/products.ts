import { LockMode } from '@mikro-orm/postgresql'
import type { ProductKind, ProductSnapshot } from '../../domain/product.ts'
import { type ProductSettings, productSettings, soldNames } from '../../domain/product-settings.ts'
import type { Database } from '../database.ts'
import { Product, type ProductRow } from '../entities/product.ts'
import { row, sql } from '../sql.ts'
import { type ProductFacts, writeProductFacts } from './product-facts.ts'

export type { ProductRow } from '../entities/product.ts'

/** A product of which somebody has said what it is. */
export type KnownProduct = ProductRow & { kind: ProductKind }

export function isKnown(product: ProductRow): product is KnownProduct {
  return product.kind !== null
}

export async function productByCode(db: Database, code: string): Promise<ProductRow | null> {
  return db.em().findOne(Product, { code })
}

/** The whole catalogue, in the order of its codes. */
export async function listProducts(db: Database): Promise<ProductRow[]> {
  return db.em().find(Product, {}, { orderBy: { code: 'asc' } })
}

/** The settings in force. */
export function settingsOf(product: KnownProduct): ProductSettings {
  return productSettings(product.kind, product.settings)
}

/** What an order keeps of a product. */
export function snapshotOf(product: KnownProduct): ProductSnapshot {
  const { code, kind, validation, renewalCode, validityDays, hashAlgorithms, methods } = product
  const settings = settingsOf(product)
  return {
    code,
    name: settings.showProductName ? product.name : product.caName,
    kind,
    validation,
    renewalCode,
    validityDays,
    names: soldNames(kind, product.names, settings),
    hashAlgorithms,
    methods,
    minRsaBits: settings.minRsaBits,
    caLanguage: settings.caLanguage,
    settings,
  }
}

/** A product to begin a catalogue with. */
export type ProductSeed = Omit<ProductSnapshot, 'settings'> & { settings?: Partial<ProductSettings> }

/** Puts products into the catalogue that are not imported. Of one that is known, what an admin chose stays. */
export async function upsertProducts(
  db: Database,
  products: readonly ProductSeed[],
  options: { enabled: boolean },
): Promise<void> {
  const seeded = products.map(({ minRsaBits, caLanguage, settings, ...facts }) => ({
    ...facts,
    settings: { minRsaBits, caLanguage, ...settings },
    enabled: options.enabled,
    listedBy: null,
  }))
  await writeProductFacts(db.em(), seeded)
}

/** What an admin may change of a product. */
export type ProductEdit = Partial<Omit<ProductFacts, 'code'>> & {
  settings?: Partial<ProductSettings>
  enabled?: boolean
}

/** Changes a row, and notes which of the CA's facts are the admin's from now on. */
function applyEdit(product: ProductRow, edit: ProductEdit): void {
  const { settings, enabled, ...facts } = edit
  const { hashAlgorithms, methods, ...others } = facts
  Object.assign(product, others)
  if (hashAlgorithms !== undefined) product.hashAlgorithms = [...hashAlgorithms]
  if (methods !== undefined) product.methods = [...methods]
  if (settings !== undefined) product.settings = { ...product.settings, ...settings }
  if (enabled !== undefined) product.enabled = enabled
  product.edited = [...new Set([...product.edited, ...Object.keys(facts)])]
  product.updatedAt = new Date()
}

/**
 * Changes a product; `decide` sees it as it is and says what changes, and nobody else changes it meanwhile. What it
 * throws leaves the product alone.
 * @returns null where there is no such product
 */
export async function editProduct(
  db: Database,
  code: string,
  decide: (product: ProductRow) => ProductEdit | Promise<ProductEdit>,
): Promise<ProductRow | null> {
  return db.em().transactional(async (em) => {
    const product = await em.findOne(Product, { code }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (product === null) return null
    applyEdit(product, await decide(product))
    await em.flush()
    return product
  })
}

/**
 * Adds a product that no CA lists: a later import changes nothing of it but the certificate's name.
 * @returns null where the code is taken
 */
export async function addProduct(
  db: Database,
  product: ProductFacts & { settings: Partial<ProductSettings>; enabled: boolean },
): Promise<ProductRow | null> {
  const { code, settings, enabled, ...facts } = product
  return db.em().transactional(async (em) => {
    await em.execute(sql`select pg_advisory_xact_lock(hashtext(${`product ${code}`}))`)
    if ((await row(em, sql`select 1 from products where code = ${code}`)) !== null) return null
    await writeProductFacts(em, [{ ...facts, code, settings, enabled, listedBy: null }])
    const added = await em.findOneOrFail(Product, { code })
    added.edited = Object.keys(facts)
    added.byHand = true
    await em.flush()
    return added
  })
}
