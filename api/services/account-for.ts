import { chooseAccount } from '../../domain/ca-account-choice.ts'
import type { CaAccountRow } from '../../store/entities/ca-account.ts'
import { listCaAccounts } from '../../store/queries/ca-accounts.ts'
import { type KnownProduct, settingsOf } from '../../store/queries/products.ts'
import type { ServiceDeps } from './deps.ts'

/** The CA account that an order of this product goes to if it starts now; null where every one that could is off. */
export async function accountFor(
  deps: Pick<ServiceDeps, 'db'>,
  product: KnownProduct,
): Promise<CaAccountRow | null> {
  return chooseAccount(await listCaAccounts(deps.db), settingsOf(product))
}
