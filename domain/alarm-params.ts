import type { StandingAlarm } from './alarms.ts'

/**
 * What the words of an alarm are filled in with: since when or until when, or which certificate; the days it has come to,
 * or what it is about. `tell` puts an instant into the reader's zone.
 */
export function alarmParams(
  { subject, step }: Pick<StandingAlarm, 'subject' | 'step'>,
  tell: (instant: string) => string,
): {
  subject: string
  date: string
  days: string
  detail: string
} {
  const [first = '', last] = step.split('/')
  const date = /^\d{4}-\d{2}-\d{2}T/.test(first) ? tell(first) : first
  return { subject, date, days: last ?? first, detail: last ?? '' }
}

/** Keys of the text that says what an alarm is about, where it has one; the first that has words counts. */
export function alarmReasonKeys({ step }: Pick<StandingAlarm, 'step'>): string[] {
  const code = step.slice(step.indexOf('/') + 1)
  return [`alarm:reasons.${code}`, `ca:${code}`, 'alarm:reasons.other']
}
