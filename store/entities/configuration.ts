import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { Actor } from '../../domain/command.ts'

/** What was entered for one order at the CA. Inserted once, never changed. */
export const Configuration = defineEntity({
  name: 'Configuration',
  tableName: 'configurations',
  properties: {
    id: p.text().primary(),
    orderId: p.text(),
    body: p.json<Record<string, unknown>>(),
    csr: p.text(),
    csrFacts: p.json<Record<string, unknown>>(),
    names: p.array(),
    actor: p.json<Actor>(),
    createdAt: p.datetime(3),
  },
})
export type ConfigurationRow = InferEntity<typeof Configuration>
