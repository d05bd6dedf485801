import { alarmParams, alarmReasonKeys } from '../../domain/alarm-params.ts'
import { minuteOf } from '../../platform/days.ts'
import { openAlarms } from '../../store/queries/alarms.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import { translate } from '../../texts/texts.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/** More than anybody reads at once. */
const MOST = 200

/** What needs a hand, for those who look after the installation. */
export function createAlarmService({ db }: Pick<ServiceDeps, 'db'>) {
  async function open({ tenant, language }: Caller, orderId: string | null) {
    const timeZone = await timeZoneOf(db, tenant)
    const tell = (at: string): string => minuteOf(at, timeZone)
    const alarms = await openAlarms(db, tenant, MOST, orderId)
    const items = alarms.map(({ kind, subject, step, orderId: about, raisedAt, department }) => {
      const params = {
        ...alarmParams({ subject, step }, tell),
        reason: translate(language, alarmReasonKeys({ step })),
      }
      const message = translate(language, `alarm:kinds.${kind}`, params)
      return { kind, subject, step, orderId: about, raisedAt, department, message }
    })
    return { items }
  }

  return {
    /** Newest first: of the caller's own orders, and of the installation. */
    list: (caller: Caller) => open(caller, null),

    /** Those about one order. */
    ofOrder: (caller: Caller, orderId: string) => open(caller, orderId),
  }
}
