import { alarmParams } from '../../domain/alarm-params.ts'
import { openAlarms } from '../../store/queries/alarms.ts'
import { translate } from '../../texts/texts.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/** More than anybody reads at once. */
const MOST = 200

/** What needs a hand, for those who look after the installation. */
export function createAlarmService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    /** Newest first: of the caller's own orders, and of the installation. */
    async list({ tenant, language }: Caller) {
      const items = (await openAlarms(db, tenant, MOST)).map((alarm) => {
        const { kind, subject, step, orderId, raisedAt, department } = alarm
        const message = translate(language, `alarm:kinds.${kind}`, alarmParams({ subject, step }))
        return { kind, subject, step, orderId, raisedAt, department, message }
      })
      return { items }
    },
  }
}
