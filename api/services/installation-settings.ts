import type { InstallationSettings } from '../../domain/installation-settings.ts'
import { requestReplan } from '../../store/queries/bulk-replan.ts'
import { installationSettings, saveInstallationSettings } from '../../store/queries/settings.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { settingsChange } from '../schemas/settings.ts'
import type { ServiceDeps } from './deps.ts'
import { withoutGaps } from './without-gaps.ts'

/** What an admin decides for the whole installation. */
export function createSettingsService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    read: (): Promise<InstallationSettings> => installationSettings(db),

    /**
     * Changes what is given; the rest stays. Orders whose plan may depend on it plan anew.
     * @throws {CertloomError} `invalid-input`
     */
    async edit(body: unknown): Promise<InstallationSettings> {
      const { renewal, ...change } = parseInput(settingsChange, body)
      const before = await installationSettings(db)
      await saveInstallationSettings(db, {
        ...withoutGaps(change),
        ...(renewal === undefined ? {} : { renewal: { ...before.renewal, ...withoutGaps(renewal) } }),
      })
      const concernsPlans = renewal !== undefined || change.invoiceDaysBefore !== undefined
      if (concernsPlans) await requestReplan(db, {})
      return installationSettings(db)
    },
  }
}
