import type { Logger } from '../../platform/logger.ts'
import { alarmRecipients, alarmsMailed, alarmsToMail } from '../../store/queries/alarms.ts'
import { type Loop, repeat } from '../repeat.ts'
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
  log: Pick<Logger, 'warn'>
}

/**
 * Watches over everything from beside: it shares no code with what renews, and sends its own mails, so that a worker, an
 * engine or a CA that is away is still reported. Any number of processes may run it; one at a time looks.
 */
export function startAlarms(options: AlarmsOptions): Loop {
  const { intervalMs = 30_000, log } = options
  const round = async (): Promise<boolean> => {
    await lookOut(options)
    await mailAdmins(options)
    return false
  }
  return repeat(round, {
    intervalMs,
    onError: (error) => log.warn({ err: error }, 'the look-out failed'),
  })
}

/** All that was found at once is one mail, with the same Message-ID at every try. */
async function mailAdmins({ db, transport, from, publicUrl, clock, log }: AlarmsOptions): Promise<void> {
  for (let due = await alarmsToMail(db); due !== null; due = await alarmsToMail(db)) {
    const { messageId, alarms } = due
    for (const [index, { language, ...to }] of (await alarmRecipients(db)).entries()) {
      await transport.sendMail({
        to,
        from,
        ...alarmMail(alarms, language, publicUrl),
        messageId: `<alarm-${messageId}-${index}@certloom>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    }
    await alarmsMailed(db, messageId, clock())
    log.warn(
      { kinds: [...new Set(alarms.map(({ kind }) => kind))], count: alarms.length },
      'something needs a hand',
    )
  }
}
