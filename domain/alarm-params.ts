import type { StandingAlarm } from './alarms.ts'

/**
 * What the words of an alarm are filled in with: since when or until when, and the days it has come to. `tell` puts an
 * instant into the reader's zone.
 */
export function alarmParams(
  { subject, step }: Pick<StandingAlarm, 'subject' | 'step'>,
  tell: (instant: string) => string,
): {
  subject: string
  date: string
  days: string
} {
  const [first = '', last] = step.split('/')
  const date = /^\d{4}-\d{2}-\d{2}T/.test(first) ? tell(first) : first
  return { subject, date, days: last ?? first }
}
