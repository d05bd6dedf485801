import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { Actor, CommandOutcome } from '../../domain/command.ts'

export const COMMAND_STATES = ['accepted', 'done', 'refused'] as const
export type CommandState = (typeof COMMAND_STATES)[number]

/**
 * What somebody asked of an order. `arguments` travel to the workflow, `body` stays here. A delivery was tried
 * `deliveries` times, taken by the engine at `deliveredAt`, and by the workflow at `acknowledgedAt`.
 */
export const Command = defineEntity({
  name: 'Command',
  tableName: 'commands',
  properties: {
    id: p.text().primary(),
    position: p.bigint('number').generated('identity'),
    billingSystemId: p.text().strictNullable(),
    orderId: p.text(),
    name: p.text(),
    actor: p.json<Actor>(),
    body: p.json<unknown>(),
    arguments: p.json<unknown>(),
    state: p.text().$type<CommandState>(),
    answer: p.json<CommandOutcome>().strictNullable(),
    deliveries: p.integer(),
    nextDeliveryAt: p.datetime(3),
    deliveredAt: p.datetime(3).strictNullable(),
    acknowledgedAt: p.datetime(3).strictNullable(),
    createdAt: p.datetime(3),
  },
})
export type CommandRow = InferEntity<typeof Command>
