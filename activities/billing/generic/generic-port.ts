import type { Database } from '../../../store/database.ts'
import { enqueueWebhook } from '../../../store/queries/webhook-queue.ts'
import type { BillingPort } from '../port.ts'

/**
 * Any billing system that speaks REST: it hears what is wanted by signed webhooks, and answers by calls of the API
 * (`POST /orders/{id}/payment`).
 */
export function createGenericPort(db: Database): BillingPort {
  return {
    async askForInvoice({ orderId, ledgerId, ...content }) {
      const data = { previous: null, invoice: { id: ledgerId, ...content } }
      await db.em().transactional(async (em) => {
        const billingSystemId = null
        await enqueueWebhook(em, {
          orderId,
          billingSystemId,
          type: 'invoice.needed',
          data,
          occasion: ledgerId,
        })
      })
      return { invoice: null }
    },

    async setDueDate({ orderId, ledgerId, previous }) {
      const data = { previous: { billing: { nextDueDate: previous } } }
      await db.em().transactional(async (em) => {
        const type = 'order.due-date-changed'
        await enqueueWebhook(em, { orderId, billingSystemId: null, type, data, occasion: ledgerId })
      })
    },
  }
}
