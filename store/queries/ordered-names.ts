import type { Database } from '../database.ts'
import type { CaOrderRow } from '../entities/ca-order.ts'
import { configurationById } from './configurations.ts'

/**
 * The names that a purchase was made for, whatever the CA lists of them by now. Purchases of the first release kept them
 * in their configuration alone.
 */
export async function orderedNamesOf(
  db: Database,
  { orderedNames, configurationId, names }: CaOrderRow,
): Promise<readonly string[]> {
  if (orderedNames !== null) return orderedNames
  const configuration = configurationId === null ? null : await configurationById(db, configurationId)
  return configuration?.names ?? names.map(({ name }) => name)
}
