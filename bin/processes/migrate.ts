import type { MigrationSettings } from '../../platform/settings.ts'
import { migrateDatabase } from '../../store/database.ts'
import { registerSearchAttributes } from './register-search-attributes.ts'

/** Brings the database's schema up to date and registers the search attributes. Changes nothing twice. */
export async function migrate(settings: MigrationSettings): Promise<void> {
  await migrateDatabase(settings.databaseUrl)
  await registerSearchAttributes(settings)
}
