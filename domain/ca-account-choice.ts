import type { CaKind } from './ca-kind.ts'
import type { Money } from './order-terms.ts'
import type { CaMode } from './product.ts'

/** What the choice of an account depends on. Balances are null where the CA offers none. */
export interface AccountFacts {
  id: string
  kind: CaKind
  mode: CaMode
  enabled: boolean
  minimalBalance: Money | null
  balance: Money | null
}

function hasBalance({ minimalBalance, balance }: AccountFacts): boolean {
  if (minimalBalance === null || balance === null) return true
  return balance.currency !== minimalBalance.currency || balance.amount >= minimalBalance.amount
}

/**
 * The account a new order goes to (row O3): the product's own, else the preferred one of the product's mode, else the
 * preferred one of all; one that is off never, one below its minimal balance only where no other of the same mode
 * serves. A manual CA serves only what names it, and what names it goes nowhere else. No order changes from production to test, or back, because an account is short of money.
 * @param accounts in the order of preference
 */
export function chooseAccount<Account extends AccountFacts>(
  accounts: readonly Account[],
  wish: { caAccountId: string | null; mode: CaMode | null },
): Account | null {
  const own = accounts.find(({ id }) => id === wish.caAccountId)
  if (own?.kind === 'manual') return own.enabled ? own : null
  const serving = accounts.filter(({ enabled, kind }) => enabled && kind !== 'manual')
  const mode = own?.mode ?? wish.mode ?? serving[0]?.mode
  const ofMode = serving.filter((account) => account.mode === mode)
  const candidates = [...ofMode.filter((account) => account === own), ...ofMode]
  return candidates.find(hasBalance) ?? candidates[0] ?? null
}
