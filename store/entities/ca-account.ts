import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { CaKind } from '../../domain/ca-kind.ts'
import type { Money } from '../../domain/order-terms.ts'
import type { CaMode } from '../../domain/product.ts'

/** An account at a CA. Its limiter is moved by `queries/call-limiter.ts` alone. */
export const CaAccount = defineEntity({
  name: 'CaAccount',
  tableName: 'ca_accounts',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    kind: p.text().$type<CaKind>(),
    mode: p.text().$type<CaMode>(),
    url: p.text().strictNullable(),
    userName: p.text().strictNullable(),
    passwordSealed: p.text().strictNullable(),
    readOnly: p.boolean(),
    department: p.text().strictNullable(),
    preference: p.integer(),
    minimalBalance: p.json<Money>().strictNullable(),
    balance: p.json<Money>().strictNullable(),
    enabled: p.boolean(),
    importWantedAt: p.datetime(3).strictNullable(),
    callsPerSecond: p.double().$type<number>(),
    callBurst: p.integer(),
    cursor: p.datetime(3).strictNullable(),
    lastOkAt: p.datetime(3).strictNullable(),
    lastProblem: p.text().strictNullable(),
    seededAt: p.datetime(3),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
})
export type CaAccountRow = InferEntity<typeof CaAccount>
