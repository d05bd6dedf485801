import type { MigrationSettings } from '../../platform/settings.ts'

/** Registers the search attributes of orders with the engine; those already there are left. */
export async function registerSearchAttributes(
  _settings: Pick<MigrationSettings, 'temporal'>,
): Promise<void> {}
