import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { ControlMethod, NameAllowance, ProductKind, Validation } from '../../domain/product.ts'
import type { ProductSettings } from '../../domain/product-settings.ts'

/** A row of the catalogue. An order keeps a snapshot of it, so it may change freely. */
export const Product = defineEntity({
  name: 'Product',
  tableName: 'products',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    caName: p.text(),
    kind: p.text().$type<ProductKind>().strictNullable(),
    validation: p.text().$type<Validation>().strictNullable(),
    renewalCode: p.text().strictNullable(),
    validityDays: p.integer(),
    names: p.json<NameAllowance>(),
    hashAlgorithms: p.array(),
    methods: p.array().$type<ControlMethod[]>(),
    settings: p.json<Partial<ProductSettings>>(),
    enabled: p.boolean(),
    edited: p.array(),
    listedBy: p.text().strictNullable(),
    goneAt: p.datetime(3).strictNullable(),
    byHand: p.boolean(),
    updatedAt: p.datetime(3),
  },
})
export type ProductRow = InferEntity<typeof Product>
