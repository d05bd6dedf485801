import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { CaMode } from '../../domain/product.ts'

/** An account at a CA. Its limiter is moved by `queries/call-limiter.ts` alone. */
export const CaAccount = defineEntity({
  name: 'CaAccount',
  tableName: 'ca_accounts',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    kind: p.text().$type<'certum'>(),
    mode: p.text().$type<CaMode>(),
    url: p.text(),
    userName: p.text(),
    passwordSealed: p.text(),
    readOnly: p.boolean(),
    callsPerSecond: p.double(),
    callBurst: p.integer(),
    cursor: p.datetime(3).strictNullable(),
    lastOkAt: p.datetime(3).strictNullable(),
    lastProblem: p.text().strictNullable(),
    seededAt: p.datetime(3),
    createdAt: p.datetime(3),
  },
})
export type CaAccountRow = InferEntity<typeof CaAccount>
