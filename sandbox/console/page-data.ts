import { listInvoices } from '../billing/invoices.ts'
import { listEvents } from '../billing/messages.ts'
import { linksOf } from '../core/approval-links.ts'
import { productOf } from '../core/catalogue.ts'
import { certificatesOf } from '../core/certificates.ts'
import { type CoreContext, offsetDays } from '../core/context.ts'
import { FILE_PATH } from '../core/control.ts'
import { documentsOf, listDocuments, type SandboxDocument } from '../core/documents.ts'
import { listFiles } from '../core/files.ts'
import { mailboxOf } from '../core/mailboxes.ts'
import { listMails } from '../core/mails.ts'
import { listOrders, type Order, statusChanges } from '../core/orders.ts'
import { approvalUrl } from '../core/portal.ts'
import { proofsOf } from '../core/proofs.ts'
import { orderVerifications } from '../core/queries.ts'
import { listRecords, RECORD_TYPES } from '../dns/zone.ts'
import { FAULT_KINDS } from '../hostility/fault-kinds.ts'
import { listFaults } from '../side-door/faults.ts'
import { OPERATIONS } from '../soap/operations.ts'
import { switchRows } from './switches.ts'

/** What the console's pages show. */

/** More rows than anybody reads on a page; scripts use the side door. */
const MAX_ROWS = 200
const show = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 19)

export function overviewData(context: CoreContext, dns: string): Record<string, unknown> {
  const { database } = context
  return {
    dns,
    orders: listOrders(database).slice(0, MAX_ROWS).map(orderRow),
    documents: listDocuments(database).slice(0, MAX_ROWS).map(documentRow),
    mails: listMails(database)
      .slice(0, MAX_ROWS)
      .map((mail) => ({ ...mail, receivedAt: show(mail.receivedAt) })),
    invoices: listInvoices(database).slice(-MAX_ROWS).toReversed(),
    events: listEvents(database)
      .slice(0, MAX_ROWS)
      .map((event) => ({ ...event, receivedAt: show(event.receivedAt) })),
    records: listRecords(database),
    recordTypes: RECORD_TYPES,
    files: listFiles(database),
    filePath: FILE_PATH,
    faults: listFaults(database),
    faultKinds: FAULT_KINDS,
    switches: switchRows(context.behaviour, context.startBehaviour),
    operations: Object.keys(OPERATIONS),
    offsetDays: offsetDays(context),
  }
}

export function orderData(context: CoreContext, order: Order): Record<string, unknown> {
  const { database } = context
  return {
    ...orderRow(order),
    method: order.approver?.method,
    code: order.code,
    productValidUntil: order.productValidUntil === null ? null : show(order.productValidUntil),
    verifications: orderVerifications(context, order),
    proofs: proofsOf(database, order.id),
    mailbox: mailboxOf(database, order.id)?.address,
    links: linksOf(database, order.id).map(({ id, address, expiresAt, confirmedAt }) => ({
      url: approvalUrl(context, id, 'en'),
      address,
      expiresAt: show(expiresAt),
      confirmedAt: confirmedAt === null ? null : show(confirmedAt),
    })),
    documents: documentsOf(database, order.id).map(documentRow),
    changes: statusChanges(database, order.id).map(({ status, at }) => ({ status, at: show(at) })),
    certificates: certificatesOf(database, order.id).map((certificate) => ({
      ...certificate,
      notBefore: show(certificate.notBefore),
      notAfter: show(certificate.notAfter),
      valid: certificate.status === 'VALID',
    })),
  }
}

function orderRow(order: Order): Record<string, unknown> {
  return {
    id: order.id,
    customer: order.customer,
    productCode: order.productCode,
    product: productOf(order.productCode)?.type,
    names: order.names,
    status: order.status,
    placedAt: show(order.createdAt),
    open: order.status === 'AWAITING' || order.status === 'VERIFICATION',
  }
}

function documentRow(document: SandboxDocument): Record<string, unknown> {
  return { ...document, createdAt: show(document.createdAt), undecided: document.state === 'NEW' }
}
