import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { Brand } from '../../domain/billing-system.ts'
import type { MailSender } from '../../domain/mail.ts'
import type { Invoicing } from '../../domain/plan-settings.ts'

/** A tenant: a billing system with its customers, orders and tokens. */
export const BillingSystem = defineEntity({
  name: 'BillingSystem',
  tableName: 'billing_systems',
  properties: {
    id: p.text().primary(),
    name: p.text().unique(),
    secret: p.text().strictNullable(),
    invoicing: p.text().$type<Invoicing>(),
    brand: p.json<Brand>(),
    mails: p.json<Record<string, MailSender>>(),
    timeZone: p.text().strictNullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
})
export type BillingSystemRow = InferEntity<typeof BillingSystem>
