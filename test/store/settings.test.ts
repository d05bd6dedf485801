import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTALLATION_DEFAULTS } from '../../domain/installation-settings.ts'
import { installationSettings, saveInstallationSettings } from '../../store/queries/settings.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'

const here = withInstallation()

test('settings are the defaults until an admin chooses, and what is not chosen stays', async () => {
  assert.deepEqual(await installationSettings(here.db), INSTALLATION_DEFAULTS)
  await saveInstallationSettings(here.db, { exchangesKeptDays: 30, cancelUnfinishedAfterDays: 14 })
  await saveInstallationSettings(here.db, { renewal: { policy: 'notify', daysBefore: 20 } })
  const chosen = {
    ...INSTALLATION_DEFAULTS,
    exchangesKeptDays: 30,
    cancelUnfinishedAfterDays: 14,
    renewal: { policy: 'notify', daysBefore: 20 },
  }
  assert.deepEqual(await installationSettings(here.db), chosen)
  await saveInstallationSettings(here.db, { cancelUnfinishedAfterDays: null })
  await saveInstallationSettings(here.db, {})
  assert.deepEqual(await installationSettings(here.db), { ...chosen, cancelUnfinishedAfterDays: null })
})

test('a setting that no release knows is not told', async () => {
  await rows(here.db.em(), sql`insert into settings_kv (key, value) values ('cookies', '1')`)
  assert.ok(!('cookies' in (await installationSettings(here.db))))
})
