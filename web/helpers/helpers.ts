import { badge } from './badge.ts'
import { and, eq, join, or, orDash } from './compare.ts'
import { date, day } from './date.ts'
import { eventName } from './event-name.ts'
import { commandId, csrf } from './form.ts'
import { money } from './money.ts'
import { t } from './t.ts'

/** Everything templates can call, by its name there. */
export const HELPERS = { and, badge, commandId, csrf, date, day, eq, eventName, join, money, or, orDash, t }
