import type { StandingAlarm } from './alarms.ts'

/**
 * What the words of an alarm are filled in with: since when or until when, or which certificate; the days it has come to,
 * or what it is about.
 */
export function alarmParams({ subject, step }: Pick<StandingAlarm, 'subject' | 'step'>): {
  subject: string
  date: string
  days: string
  detail: string
} {
  const [first = '', last] = step.split('/')
  const date = first.includes('T') ? first.slice(0, 16).replace('T', ' ') : first
  return { subject, date, days: last ?? first, detail: last ?? '' }
}

/** Keys of the text that says what an alarm is about, where it has one; the first that has words counts. */
export function alarmReasonKeys({ step }: Pick<StandingAlarm, 'step'>): string[] {
  const code = step.slice(step.indexOf('/') + 1)
  return [`alarm:reasons.${code}`, `ca:${code}`, 'alarm:reasons.other']
}
