import { alarmParams, alarmReasonKeys } from '../../domain/alarm-params.ts'
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
      const items = (await openAlarms(db, tenant, MOST)).map(({ kind, subject, step, orderId, raisedAt }) => {
        const reason = translate(language, alarmReasonKeys({ step }))
        const params = { ...alarmParams({ subject, step }), reason }
        const message = translate(language, `alarm:kinds.${kind}`, params)
        return { kind, subject, step, orderId, raisedAt, message }
      })
      return { items }
    },
  }
}
