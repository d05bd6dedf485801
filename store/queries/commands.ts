import type { EntityManager } from '@mikro-orm/postgresql'
import type { Actor, CommandOutcome } from '../../domain/command.ts'
import type { Database } from '../database.ts'
import { Command, type CommandRow } from '../entities/command.ts'
import { type Fragment, json, row, rows, sql } from '../sql.ts'
import type { Tenant } from '../tenant.ts'
import { seenBy } from './order-record.ts'

export type { CommandRow } from '../entities/command.ts'

/** A command that is to be kept before it is sent. `arguments` go to the workflow and hold no people; `body` stays. */
export interface NewCommand {
  id: string
  billingSystemId: string | null
  orderId: string
  name: string
  actor: Actor
  body: unknown
  arguments: unknown
  /** How long the one who accepts it has to hand it over himself, before the relay does. */
  graceMs?: number
  /** The workflow has it already, or will have it by another way: nobody delivers it. */
  isAcknowledged?: boolean
}

/** A little more than the API waits for a command's outcome. */
const GRACE_MS = 17_000

export function commandInsert(command: NewCommand): Fragment {
  const graceSeconds = (command.graceMs ?? GRACE_MS) / 1000
  return sql`insert into commands (id, billing_system_id, order_id, name, actor, body, arguments, next_delivery_at, acknowledged_at)
    values (${command.id}, ${command.billingSystemId}, ${command.orderId}, ${command.name},
      ${json(command.actor)}, coalesce(${json(command.body)}, 'null'),
      coalesce(${json(command.arguments)}, 'null'), now() + make_interval(secs => ${graceSeconds}),
      ${command.isAcknowledged === true ? sql`now()` : sql`null`})
    on conflict (id) do nothing`
}

/** Keeps a command. One whose id is known is given back as it stands. */
export async function acceptCommand(db: Database, command: NewCommand): Promise<CommandRow> {
  const em = db.em()
  await rows(em, commandInsert(command))
  return em.findOneOrFail(Command, { id: command.id })
}

/** The order's command, or null where either is unknown or the order another tenant's. */
export async function commandById(
  db: Database,
  tenant: Tenant,
  orderId: string,
  commandId: string,
): Promise<CommandRow | null> {
  const em = db.em()
  const found = await row(
    em,
    sql`select k.* from commands k join orders o on o.id = k.order_id
        where k.id = ${commandId} and k.order_id = ${orderId} and ${seenBy(tenant)}`,
  )
  return found === null ? null : em.map(Command, found)
}

/** What was asked with a command, word for word, or null where it is unknown. */
export async function commandBody(db: Database, id: string): Promise<unknown> {
  return (await db.em().findOne(Command, { id }))?.body ?? null
}

/** The command that started the order. */
export async function createCommandOf(db: Database, orderId: string): Promise<CommandRow | null> {
  return db.em().findOne(Command, { orderId, name: 'create' })
}

/** What became of a command; only one that is still `accepted` changes. */
export interface CommandResult {
  id: string
  outcome: CommandOutcome
  /** The workflow has it and will tell the outcome later: it need not be delivered again. */
  acknowledgedOnly?: boolean
}

/** Writes what became of commands, in the transaction of `em`. */
export async function applyResults(em: EntityManager, results: readonly CommandResult[]): Promise<void> {
  if (results.length === 0) return
  const entries = results.map(({ id, outcome, acknowledgedOnly }) => ({
    id,
    outcome,
    isOpen: acknowledgedOnly === true || outcome.state === 'accepted',
  }))
  await rows(
    em,
    sql`update commands k set acknowledged_at = coalesce(k.acknowledged_at, now()),
          state = case when r."isOpen" then k.state else r.outcome ->> 'state' end,
          answer = case when r."isOpen" then k.answer else r.outcome end
        from jsonb_to_recordset(${json(entries)}) as r(id text, outcome jsonb, "isOpen" boolean)
        where k.id = r.id and k.state = 'accepted'`,
  )
}

/** Writes what became of one command. */
export async function finishCommand(db: Database, id: string, outcome: CommandOutcome): Promise<void> {
  await applyResults(db.em(), [{ id, outcome }])
}

/** Notes that the engine has taken a command, so that the next one of its order may follow. */
export async function commandDelivered(db: Database, id: string): Promise<void> {
  await rows(db.em(), sql`update commands set delivered_at = now() where id = ${id} and delivered_at is null`)
}

/** After so many deliveries that failed, a command no longer holds up those behind it. */
const PATIENCE = 20

/**
 * Commands that the workflow has not taken and whose next delivery is due, for this caller alone: each is due again
 * after 2 s, 4 s, … up to a minute. Of one order the oldest comes alone, and the next one after the engine has it.
 */
export async function dueCommands(db: Database, limit: number, now: Date): Promise<CommandRow[]> {
  const em = db.em()
  const taken = await rows(
    em,
    sql`with due as (
          select k.id from commands k
          where k.state = 'accepted' and k.acknowledged_at is null and k.next_delivery_at <= ${now}::timestamptz
            and not exists (
              select 1 from commands older
              where older.order_id = k.order_id and older.position < k.position and older.state = 'accepted'
                and older.acknowledged_at is null and older.delivered_at is null and older.deliveries < ${PATIENCE})
          order by k.position limit ${limit} for update of k skip locked
        )
        update commands k set deliveries = k.deliveries + 1, next_delivery_at = ${now}::timestamptz
          + least(interval '1 minute', interval '2 seconds' * power(2, least(k.deliveries, 10)))
        from due where k.id = due.id
        returning k.*`,
  )
  return taken.map((found) => em.map(Command, found)).toSorted((a, b) => a.position - b.position)
}
