import { clientMailOf, isForAdmins, type StandingAlarm } from '../../domain/alarms.ts'
import type { WebhookType } from '../../domain/webhook-types.ts'
import type { Database } from '../../store/database.ts'
import { standingAlarms } from '../../store/queries/alarm-conditions.ts'
import {
  asOnlyLookout,
  clearAlarms,
  forgottenOrders,
  type RaisedAlarm,
  raiseAlarms,
  silenceForAdmins,
} from '../../store/queries/alarms.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import { orderMailsInsert } from '../../store/queries/outbox.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import { enqueueWebhooks, type NewWebhookEvent } from '../../store/queries/webhook-queue.ts'
import { rows } from '../../store/sql.ts'

type Transaction = Parameters<typeof raiseAlarms>[0]

export interface LookOutDeps {
  db: Database
  /** Whether the engine answers. */
  isEngineUp(): Promise<boolean>
  clock(): Date
}

/**
 * Looks once at everything that may need a hand. What is new is written down, and in the same transaction the client's
 * mail and the webhooks that go with it. @returns whether this process was the one to look
 */
export async function lookOut({ db, isEngineUp, clock }: LookOutDeps): Promise<boolean> {
  const isEngineAway = !(await isEngineUp().catch(() => false))
  const now = clock()
  return asOnlyLookout(db, async (em) => {
    const standing = await standingAlarms(db, now, isEngineAway)
    const raised = await raiseAlarms(em, standing, now)
    await silenceForAdmins(
      em,
      raised.filter((alarm) => !isForAdmins(alarm)).map(({ id }) => id),
      now,
    )
    const cleared = await clearAlarms(em, standing, now)
    await mailClients(em, raised)
    await enqueueWebhooks(em, [
      ...raised.map((alarm) => webhookOf(raisedType(alarm), alarm, now)),
      ...cleared.map((alarm) => webhookOf('alarm.cleared', alarm, now)),
    ])
    await cancelForgotten(db, em, now)
  })
}

/** The mails to clients that go with what was raised. */
async function mailClients(em: Transaction, raised: readonly RaisedAlarm[]): Promise<void> {
  const mails = raised.flatMap(({ kind, step, orderId }) => {
    const template = clientMailOf({ kind, step })
    if (template === null || orderId === null) return []
    return [{ orderId, template, occasion: `${kind}:${step}` }]
  })
  if (mails.length > 0) await rows(em, orderMailsInsert(mails))
}

function raisedType({ kind }: StandingAlarm): WebhookType {
  if (kind === 'ca-unreachable') return 'ca.unreachable'
  return kind === 'balance-low' ? 'ca.balance-low' : 'alarm.raised'
}

function webhookOf(type: WebhookType, alarm: RaisedAlarm, now: Date): NewWebhookEvent {
  const { id, kind, subject, step, orderId } = alarm
  return {
    orderId,
    billingSystemId: null,
    type,
    data: { alarm: { kind, subject, step } },
    at: now.toISOString(),
    occasion: `${type}:${id}`,
  }
}

/** What its client has let lie for as long as the setting says is cancelled by a command of its own, once. */
async function cancelForgotten(db: Database, em: Transaction, now: Date): Promise<void> {
  const { cancelUnfinishedAfterDays: days } = await installationSettings(db)
  if (days === null) return
  for (const { id, billingSystemId } of await forgottenOrders(em, days, now)) {
    const actor = { role: 'system', id: null } as const
    const command = { id: `${id}-forgotten`, billingSystemId, orderId: id, name: 'cancel', actor }
    await acceptCommand(db, { ...command, body: {}, arguments: {} })
  }
}
