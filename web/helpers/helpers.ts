import { badge } from './badge.ts'
import { and, eq, join, or, orDash } from './compare.ts'
import { date, dateText, day, dayText } from './date.ts'
import { eventName } from './event-name.ts'
import { commandId, csrf } from './form.ts'
import { money } from './money.ts'
import { script } from './script.ts'
import { t, wordsOr } from './t.ts'

/** Everything templates can call, by its name there. */
export const HELPERS = {
  and,
  badge,
  commandId,
  csrf,
  date,
  dateText,
  day,
  dayText,
  eq,
  eventName,
  join,
  money,
  or,
  orDash,
  script,
  t,
  wordsOr,
}
