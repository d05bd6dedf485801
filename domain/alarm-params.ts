import type { StandingAlarm } from './alarms.ts'

/** What the words of an alarm are filled in with: since when or until when, and the days it has come to. */
export function alarmParams({ subject, step }: Pick<StandingAlarm, 'subject' | 'step'>): {
  subject: string
  date: string
  days: string
} {
  const [first = '', last] = step.split('/')
  const date = first.includes('T') ? first.slice(0, 16).replace('T', ' ') : first
  return { subject, date, days: last ?? first }
}
