import { loadMigrationSettings } from '../../platform/settings.ts'
import { migrate } from '../processes/migrate.ts'
import { seedFromSettings } from '../processes/seed.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

/** `certloom migrate` */
export async function migrateCommand(): Promise<void> {
  const settings = loadMigrationSettings(environmentOfCommands())
  await migrate(settings)
  console.log('The database is up to date.')
  const { secret } = settings
  if (secret !== null && (await seedFromSettings({ ...settings, secret }))) {
    console.log('The CA account of the settings and the catalogue are there.')
  }
}
