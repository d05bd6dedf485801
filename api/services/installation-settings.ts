import type { InstallationSettings } from '../../domain/installation-settings.ts'
import { inTransaction } from '../../store/database.ts'
import { noteAdminChange } from '../../store/queries/admin-changes.ts'
import { requestReplan } from '../../store/queries/bulk-replan.ts'
import { installationSettings, saveInstallationSettings } from '../../store/queries/settings.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { settingsChange } from '../schemas/settings.ts'
import { changedFields } from './changed-fields.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { withoutGaps } from './without-gaps.ts'

/** The settings that plans are made from. */
const CONCERNS_PLANS = /^(renewal\.|invoiceDaysBefore$)/

/** What an admin decides for the whole installation. */
export function createSettingsService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    read: (): Promise<InstallationSettings> => installationSettings(db),

    /**
     * Changes what is given; the rest stays. Orders whose plan may depend on it plan anew.
     * @throws {CertloomError} `invalid-input`
     */
    async edit({ actor }: Caller, body: unknown): Promise<InstallationSettings> {
      const { renewal, ...change } = parseInput(settingsChange, body)
      return inTransaction(db, async (tx) => {
        const before = await installationSettings(tx)
        await saveInstallationSettings(tx, {
          ...withoutGaps(change),
          ...(renewal === undefined ? {} : { renewal: { ...before.renewal, ...withoutGaps(renewal) } }),
        })
        const after = await installationSettings(tx)
        const details = changedFields(before, after)
        const changed = Object.keys(details)
        if (changed.some((name) => CONCERNS_PLANS.test(name))) await requestReplan(tx, {})
        if (changed.length > 0)
          await noteAdminChange(tx, actor, { what: 'settings.changed', subject: null, details })
        return after
      })
    },
  }
}
