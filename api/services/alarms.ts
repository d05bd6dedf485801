import { alarmParams } from '../../domain/alarm-params.ts'
import { minuteOf } from '../../platform/days.ts'
import { openAlarms } from '../../store/queries/alarms.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import { translate } from '../../texts/texts.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/** More than anybody reads at once. */
const MOST = 200

/** What needs a hand, for those who look after the installation. */
export function createAlarmService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    /** Newest first: of the caller's own orders, and of the installation. */
    async list({ tenant, language }: Caller) {
      const timeZone = await timeZoneOf(db, tenant)
      const tell = (at: string): string => minuteOf(at, timeZone)
      const items = (await openAlarms(db, tenant, MOST)).map(({ kind, subject, step, orderId, raisedAt }) => {
        const message = translate(language, `alarm:kinds.${kind}`, alarmParams({ subject, step }, tell))
        return { kind, subject, step, orderId, raisedAt, message }
      })
      return { items }
    },
  }
}
