import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../database.ts'
import { ensureBillingSystem } from './billing-systems.ts'
import { type CaAccountSeed, seedCaAccount } from './ca-accounts.ts'
import { type ProductSeed, upsertProducts } from './products.ts'

/**
 * What an installation needs before its first order: the billing system `default`, the CA account of the settings, and
 * a catalogue with all of it on sale. Run at each start; what is there stays.
 */
export async function seedInstallation(
  db: Database,
  keyRing: KeyRing,
  seed: { caAccount: CaAccountSeed; products: readonly ProductSeed[] },
): Promise<{ billingSystemId: string; caAccountId: string }> {
  const system = await ensureBillingSystem(db, 'default')
  const caAccountId = await seedCaAccount(db, keyRing, seed.caAccount)
  await upsertProducts(db, seed.products, { enabled: true })
  return { billingSystemId: system.id, caAccountId }
}
