import { randomBytes, randomUUID } from 'node:crypto'
import { givesCode } from '../hostility/names-and-codes.ts'
import { writeToApprover } from './approver-mail.ts'
import { type CoreContext, nowOf } from './context.ts'
import { askMailbox } from './mailboxes.ts'
import { toVerification } from './order-life.ts'
import { changeStatus, type Order } from './orders.ts'
import { addProofs } from './proofs.ts'
import type { OrderRequest } from './requests.ts'
import { DAY_MS, type Outcome, success } from './types.ts'
import { type CheckedOrder, validateOrder } from './validation/validate-order.ts'

/** Places an order; nothing is kept when anything is wrong with it. */
export async function quickOrder(context: CoreContext, request: OrderRequest): Promise<Outcome<Order>> {
  const checked = await validateOrder(context, request)
  if (!checked.ok) return checked
  const at = nowOf(context)
  return success(
    context.database.transaction(() => {
      const order = changeStatus(
        context.database,
        newOrder(context, request, checked.value, at),
        'AWAITING',
        at,
      )
      addProofs(context.database, order.id, order.names)
      askForProof(context, order, checked.value, at)
      return order
    }),
  )
}

function newOrder(context: CoreContext, request: OrderRequest, checked: CheckedOrder, at: number): Order {
  const parameters = request.parameters ?? {}
  return {
    id: parameters.orderId || randomUUID(),
    customer: parameters.customer ?? '',
    productCode: checked.product.code,
    language: (parameters.language || 'pl').toLowerCase(),
    status: 'AWAITING',
    createdAt: at,
    updatedAt: at,
    csr: checked.csr.pem,
    keyHash: checked.csr.key.spkiSha256,
    names: checked.names,
    subject: checked.subject,
    requestor: checked.requestor ?? null,
    taxNumber: request.organization?.taxNumber || null,
    hashAlgorithm: parameters.hashAlgorithm || null,
    shortenedUntil: parameters.shortenedValidityPeriod?.slice(0, 10) || null,
    approver: checked.approver ?? null,
    ...newCode(context, givesCode(context.behaviour, 'order', checked.approver), at),
    checkDueAt: null,
    stepDueAt: null,
    approvedAt: null,
    productValidUntil: null,
  }
}

/** One code proves all names of an order: an opaque text of lower-case hex digits. */
export function newCode(
  context: CoreContext,
  needed: boolean,
  at: number,
): { code: string | null; codeExpiresAt: number | null } {
  if (!needed) return { code: null, codeExpiresAt: null }
  const code = randomBytes(32).toString('hex').slice(1)
  return { code, codeExpiresAt: at + context.behaviour.codeLifeDays * DAY_MS }
}

/** TLS asks the approver, S/MIME the mailbox; code signing goes straight to the people at the CA. */
function askForProof(context: CoreContext, order: Order, checked: CheckedOrder, at: number): void {
  const { email } = order.subject
  if (checked.approver !== undefined) writeToApprover(context, order, at)
  else if (checked.product.kind === 'smime' && email !== undefined) {
    askMailbox(context, order, email, at)
  } else toVerification(context, order, at)
}
