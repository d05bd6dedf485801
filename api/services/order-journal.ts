import {
  type CommandRecord,
  commandsOf,
  type LedgerRecord,
  ledgerOf,
  type MailRecord,
  mailsOf,
} from '../../store/queries/order-journal.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { visibleOrder } from './visible-order.ts'

/** What an admin reads to see what was done for an order, and what is still on its way. */
export function createOrderJournalService(deps: Pick<ServiceDeps, 'db'>) {
  return {
    /** The mails of the order, newest first. */
    async mails(caller: Caller, orderId: string): Promise<MailRecord[]> {
      return mailsOf(deps.db, (await visibleOrder(deps, caller, orderId)).id)
    },

    /** What was asked of the order, and what it has had done at its partners. */
    async ledger(
      caller: Caller,
      orderId: string,
    ): Promise<{ entries: LedgerRecord[]; commands: CommandRecord[] }> {
      const { id } = await visibleOrder(deps, caller, orderId)
      const [entries, commands] = await Promise.all([ledgerOf(deps.db, id), commandsOf(deps.db, id)])
      return { entries, commands }
    },

    /** Whose order it is, for whoever wants to see it with their eyes. */
    async owner(caller: Caller, orderId: string): Promise<{ customerId: string; billingSystemId: string }> {
      const { customerId, billingSystemId } = await visibleOrder(deps, caller, orderId)
      return { customerId, billingSystemId }
    },
  }
}
