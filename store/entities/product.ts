import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { ControlMethod, NameAllowance, ProductKind, Validation } from '../../domain/product.ts'

/** A row of the catalogue. An order keeps a snapshot of it, so it may change freely. */
export const Product = defineEntity({
  name: 'Product',
  tableName: 'products',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    kind: p.text().$type<ProductKind>(),
    validation: p.text().$type<Validation>().strictNullable(),
    renewalCode: p.text().strictNullable(),
    validityDays: p.integer(),
    names: p.json<NameAllowance>(),
    hashAlgorithms: p.array(),
    methods: p.array().$type<ControlMethod[]>(),
    minRsaBits: p.integer(),
    caLanguage: p.text().$type<'pl' | 'en'>(),
    settings: p.json<Record<string, unknown>>(),
    enabled: p.boolean(),
    updatedAt: p.datetime(3),
  },
})
export type ProductRow = InferEntity<typeof Product>
