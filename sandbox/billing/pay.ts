import type { SandboxCore } from '../core/core.ts'
import { type Invoice, markPaid } from './invoices.ts'
import { billingLink } from './link.ts'

const TIMEOUT_MS = 30_000

/** How a payment ended; `detail` says what stood against it. */
export type PaymentResult = { ok: true; status: number } | { ok: false; detail: string }

/** Pays an invoice: tells Certloom so, and notes it once Certloom has taken it. Paid again, it is the same payment. */
export async function payInvoice(core: SandboxCore, invoice: Invoice): Promise<PaymentResult> {
  const { apiUrl, token } = billingLink(core.context.database)
  if (apiUrl === null || token === null)
    return { ok: false, detail: 'say first by PUT /billing where Certloom is' }
  const answer = await fetch(`${apiUrl}/orders/${encodeURIComponent(invoice.orderId)}/payment`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `invoice-${invoice.id}`,
    },
    body: JSON.stringify({ invoice: invoice.id }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => String(error))
  if (typeof answer === 'string') return { ok: false, detail: answer }
  if (!answer.ok) return { ok: false, detail: `${answer.status} ${await answer.text()}` }
  await core.run(({ database }) => markPaid(database, invoice.id))
  return { ok: true, status: answer.status }
}
