import { CLIENT_MAIL, isForAdmins, type StandingAlarm } from '../../domain/alarms.ts'
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
import { mailsInsert } from '../../store/queries/outbox.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import { enqueueWebhook } from '../../store/queries/webhook-queue.ts'
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
    for (const alarm of raised) await tellOf(em, alarm, now)
    for (const alarm of await clearAlarms(em, standing, now))
      await sendWebhook(em, 'alarm.cleared', alarm, now)
    await cancelForgotten(db, em, now)
  })
}

async function tellOf(em: Transaction, alarm: RaisedAlarm, now: Date): Promise<void> {
  const template = CLIENT_MAIL[alarm.kind]
  if (template !== undefined && alarm.orderId !== null) {
    const mail = { template, occasion: `${alarm.kind}:${alarm.step}` }
    await rows(em, mailsInsert(alarm.orderId, [mail]))
  }
  await sendWebhook(em, raisedType(alarm), alarm, now)
}

function raisedType({ kind }: StandingAlarm): WebhookType {
  if (kind === 'ca-unreachable') return 'ca.unreachable'
  return kind === 'balance-low' ? 'ca.balance-low' : 'alarm.raised'
}

async function sendWebhook(em: Transaction, type: WebhookType, alarm: RaisedAlarm, now: Date): Promise<void> {
  const { id, kind, subject, step, orderId } = alarm
  await enqueueWebhook(em, {
    orderId,
    billingSystemId: null,
    type,
    data: { alarm: { kind, subject, step } },
    at: now.toISOString(),
    occasion: `${type}:${id}`,
  })
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
