import { alarmParams, alarmReasonKeys } from '../../domain/alarm-params.ts'
import { minuteOf } from '../../platform/days.ts'
import type { RaisedAlarm } from '../../store/queries/alarms.ts'
import { type Language, translate } from '../../texts/texts.ts'

/** Alarms in one mail; the rest is on the dashboard. */
const MOST_LINES = 50

/** One mail to one admin about all that was found at once, in their language. */
export function alarmMail(
  alarms: readonly (RaisedAlarm & { department?: string | null })[],
  { language, timeZone, publicUrl }: { language: Language; timeZone: string; publicUrl: string },
): { subject: string; text: string } {
  const say = (key: string, params = {}) => translate(language, `alarm:${key}`, params)
  const lines = alarms.slice(0, MOST_LINES).map((alarm) => {
    const { kind, orderId, department = null } = alarm
    const reason = translate(language, alarmReasonKeys(alarm))
    const params = alarmParams(alarm, (at) => minuteOf(at, timeZone))
    const said = say(`kinds.${kind}`, { ...params, reason })
    const what = department === null ? said : `${said} ${say('for', { department })}`
    return orderId === null ? `- ${what}` : `- ${what}\n  ${publicUrl}/admin/orders/${orderId}`
  })
  const more = alarms.length - lines.length
  const rest = more > 0 ? [say('more', { count: more })] : []
  const text = [say('intro'), lines.join('\n'), ...rest, `${publicUrl}/admin`].join('\n\n')
  return { subject: say('subject', { count: alarms.length }), text: `${text}\n` }
}
