import type { Logger } from '../../platform/logger.ts'
import {
  alarmMailSent,
  alarmRecipients,
  alarmsMailed,
  alarmsToMail,
  asOnlyLookout,
} from '../../store/queries/alarms.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { type Loop, repeat } from '../repeat.ts'
import { addressed } from './addressed.ts'
import { alarmMail } from './alarm-mail.ts'
import { type LookOutDeps, lookOut } from './look-out.ts'

/** The part of a mail transport that is needed here. */
export interface AlarmTransport {
  sendMail(mail: {
    to: { name: string; address: string }
    from: string
    subject: string
    text: string
    messageId: string
    headers: Record<string, string>
  }): Promise<unknown>
}

export interface AlarmsOptions extends LookOutDeps {
  transport: AlarmTransport
  from: string
  /** Without a slash at its end. */
  publicUrl: string
  intervalMs?: number
  /** After a start the other parts have so long to come up before anybody is told that they are away. */
  settleMs?: number
  log: Pick<Logger, 'warn'>
}

/**
 * Watches over everything from beside: it shares no code with what renews, and sends its own mails, so that a worker, an
 * engine or a CA that is away is still reported. Any number of processes may run it; one at a time looks.
 */
export function startAlarms(options: AlarmsOptions): Loop {
  const { intervalMs = 30_000, settleMs = 0, log } = options
  const settledAt = performance.now() + settleMs
  const round = async (): Promise<boolean> => {
    if (performance.now() < settledAt) return false
    await lookOut(options)
    await mailAdmins(options)
    return false
  }
  return repeat(round, {
    intervalMs,
    onError: (error) => log.warn({ err: error }, 'the look-out failed'),
  })
}

/**
 * All that was found at once is one mail, with the same Message-ID at every try. One process sends at a time, and who has
 * got it is written down at once: an address that cannot be reached costs nobody else a second mail.
 */
async function mailAdmins(options: AlarmsOptions): Promise<void> {
  await asOnlyLookout(options.db, async (em) => {
    const recipients = await alarmRecipients(options.db)
    for (const due of await alarmsToMail(em)) await mailAll(options, due, recipients)
  })
}

type DueMail = Awaited<ReturnType<typeof alarmsToMail>>[number]
type Recipients = Awaited<ReturnType<typeof alarmRecipients>>

async function mailAll(options: AlarmsOptions, due: DueMail, admins: Recipients): Promise<void> {
  const { db, clock, log } = options
  const { messageId, alarms, sentTo } = due
  const waiting = addressed(alarms, admins).filter(({ to }) => !sentTo.includes(to.address))
  const results = await Promise.allSettled(
    waiting.map(({ to, alarms: theirs }) => mailOne(options, messageId, theirs, to)),
  )
  const failed = results.filter(({ status }) => status === 'rejected').length
  const kinds = [...new Set(alarms.map(({ kind }) => kind))]
  log.warn({ kinds, count: alarms.length, failed }, 'something needs a hand')
  if (failed === 0) await alarmsMailed(db, messageId, clock())
}

async function mailOne(
  { db, transport, from, publicUrl, clock }: AlarmsOptions,
  messageId: string,
  alarms: DueMail['alarms'],
  { language, ...to }: Recipients[number],
): Promise<void> {
  await transport.sendMail({
    to,
    from,
    ...alarmMail(alarms, { language, publicUrl, timeZone: await timeZoneOf(db, WHOLE_INSTALLATION) }),
    messageId: `<alarm-${messageId}@certloom>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
  await alarmMailSent(db, messageId, to.address, clock())
}
