import { Temporal } from 'temporal-polyfill'

/** Every zone that can be chosen, by its IANA name. */
export const TIME_ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]

export function isTimeZone(name: string): boolean {
  return TIME_ZONES.includes(name)
}

function zoned(at: Date | string, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(new Date(at).getTime()).toZonedDateTimeISO(timeZone)
}

/** The day, `YYYY-MM-DD`, that it is in a zone at an instant. */
export function dayOf(at: Date | string, timeZone: string): string {
  return zoned(at, timeZone).toPlainDate().toString()
}

/** The month, `YYYY-MM`, that it is in a zone at an instant. */
export function monthOf(at: Date | string, timeZone: string): string {
  return dayOf(at, timeZone).slice(0, 7)
}

/** An instant as API texts and alarms tell it: to the minute, with the zone named. */
export function minuteOf(at: Date | string, timeZone: string): string {
  const { hour, minute } = zoned(at, timeZone)
  const twoDigits = (part: number): string => String(part).padStart(2, '0')
  return `${dayOf(at, timeZone)} ${twoDigits(hour)}:${twoDigits(minute)} (${timeZone})`
}

/** The instant at which a day begins in a zone: also where the clock is put forward at midnight. */
export function startOfDay(day: string, timeZone: string): Date {
  const start = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone })
  return new Date(start.epochMilliseconds)
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** The first day of a month, `YYYY-MM`, and of the one after. */
export function daysAroundMonth(month: string): { first: string; next: string } {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
  return { first: first.toString(), next: first.add({ months: 1 }).toString() }
}

/** A day by the calendar, as people type it; false for 30 February. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(text, 'UTC') === text
}
