import { loadMigrationSettings } from '../../platform/settings.ts'
import { migrate } from '../processes/migrate.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

/** `certloom migrate` */
export async function migrateCommand(): Promise<void> {
  await migrate(loadMigrationSettings(environmentOfCommands()))
  console.log('The database is up to date.')
}
