import assert from 'node:assert/strict'
import type { SandboxCore } from '../../sandbox/core/core.ts'
import { documentsOf } from '../../sandbox/core/documents.ts'
import { listMails } from '../../sandbox/core/mails.ts'
import { decideDocument } from '../../sandbox/core/order-life.ts'
import { findOrder, type Order } from '../../sandbox/core/orders.ts'
import { quickOrder } from '../../sandbox/core/place-order.ts'
import type { DocumentRequest, OrderRequest } from '../../sandbox/core/requests.ts'
import type { Outcome } from '../../sandbox/core/types.ts'
import { verifyOrder } from '../../sandbox/core/upload-documents.ts'
import { confirmLink, performSanVerification } from '../../sandbox/core/verification.ts'
import { putRecords } from '../../sandbox/dns/zone.ts'
import { dvOrder, newCsr, type TestClock } from './harness.ts'

export const SECOND = 1_000
export const HOUR = 3_600 * SECOND

export const REQUESTOR = { email: 'jan@example.test', firstName: 'Jan', lastName: 'Nowak' }
export const ORGANIZATION = { organization: 'Żółw', country: 'PL', locality: 'Łódź' }

export function errorsOf<T>(outcome: Outcome<T>): number[] {
  return outcome.ok ? [] : outcome.errors.map((error) => error.code)
}

export function granted<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

export async function place(core: SandboxCore, request: OrderRequest): Promise<Order> {
  return granted(await core.run((context) => quickOrder(context, request)))
}

export async function orderNow(core: SandboxCore, id: string): Promise<Order> {
  const order = await core.run(({ database }) => findOrder(database, id))
  assert.ok(order)
  return order
}

export function publish(core: SandboxCore, order: Order, names = order.names): void {
  for (const name of names) {
    putRecords(core.context.database, { name: `_certum.${name}`, type: 'TXT', values: [order.code ?? ''] })
  }
}

export async function verify(core: SandboxCore, clock: TestClock, order: Order): Promise<void> {
  const outcome = await core.run((context) => performSanVerification(context, order.code ?? ''))
  assert.deepEqual(errorsOf(outcome), [])
  clock.advance(SECOND)
}

/** Publishes the code for every name that is to be proven, and lets the CA look. */
export async function proveNames(core: SandboxCore, clock: TestClock, id: string): Promise<void> {
  const { code, names } = await orderNow(core, id)
  for (const name of names)
    putRecords(core.context.database, { name: `_certum.${name}`, type: 'TXT', values: [code ?? ''] })
  assert.deepEqual(errorsOf(await core.run((context) => performSanVerification(context, code ?? ''))), [])
  clock.advance(10 * SECOND)
}

/** A DV order with its certificate. */
export async function issuedOrder(
  core: SandboxCore,
  clock: TestClock,
  changes: Partial<OrderRequest> = {},
): Promise<Order> {
  const order = await place(core, await dvOrder(changes))
  await proveNames(core, clock, order.id)
  const issued = await orderNow(core, order.id)
  assert.equal(issued.status, 'ENROLLED')
  return issued
}

/** An order for a mailbox; with names of people and organizations where the product wants them. */
export async function mailboxOrder(
  productCode: string,
  changes: OrderRequest['parameters'] = {},
): Promise<OrderRequest> {
  return {
    requestor: REQUESTOR,
    organization: { taxNumber: '5250000000' },
    parameters: {
      csr: await newCsr(''),
      customer: 'customer-1',
      productCode,
      email: 'anna@example.test',
      ...changes,
    },
  }
}

/** Opens the link of the newest message to an address and presses its button. */
export async function clickNewest(core: SandboxCore, address: string): Promise<string> {
  const mail = await core.run(({ database }) => listMails(database).find(({ to }) => to.includes(address)))
  const id = /verificationId=([^&\s]+)/.exec(mail?.html ?? '')?.[1] ?? ''
  return core.run((context) => confirmLink(context, id))
}

let count = 0

/** A document whose content no other has. */
export function documentOf(type: string, changes: Partial<DocumentRequest> = {}): DocumentRequest {
  count += 1
  const content = Buffer.from(`%PDF-1.7 ${type} ${count}`).toString('base64')
  return { type, description: 'a paper', files: [{ fileName: `${type}.pdf`, content }], ...changes }
}

export async function upload(core: SandboxCore, orderId: string, ...types: string[]): Promise<void> {
  const documents = types.map((type) => documentOf(type))
  granted(await core.run((context) => verifyOrder(context, { orderId, note: 'papers', documents })))
}

/** What a person at the CA decides on every document that is still open. */
export async function decideAll(
  core: SandboxCore,
  clock: TestClock,
  orderId: string,
  state: 'ACCEPTED' | 'REJECTED',
): Promise<void> {
  await core.run((context) => {
    const open = documentsOf(context.database, orderId).filter((document) => document.state === 'NEW')
    const reason = state === 'REJECTED' ? 'unreadable' : null
    for (const document of open) decideDocument(context, document, { state, reason }, clock.now().getTime())
  })
}
