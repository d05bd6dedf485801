import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'

/** A tenant: a billing system with its customers, orders and tokens. */
export const BillingSystem = defineEntity({
  name: 'BillingSystem',
  tableName: 'billing_systems',
  properties: {
    id: p.text().primary(),
    name: p.text().unique(),
    secret: p.text().strictNullable(),
    createdAt: p.datetime(3),
  },
})
export type BillingSystemRow = InferEntity<typeof BillingSystem>
