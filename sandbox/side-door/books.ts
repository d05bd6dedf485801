import { listInvoices } from '../billing/invoices.ts'
import { listCertificates } from '../core/certificates.ts'
import type { CoreContext } from '../core/context.ts'
import { listDocuments } from '../core/documents.ts'
import { listMails } from '../core/mails.ts'
import { listOrders } from '../core/orders.ts'

/** What CA, billing system and mailbox hold, short enough to be compared with another system's records. */
interface Books {
  caOrders: {
    id: string
    customer: string
    product: string
    status: string
    names: string[]
    placedAt: string
  }[]
  certificates: {
    serialNumber: string
    caOrder: string
    status: string
    notBefore: string
    notAfter: string
    names: string[]
  }[]
  documents: {
    id: string
    caOrder: string
    type: string
    state: string
    fileNames: string[]
    receivedAt: string
  }[]
  invoices: { id: string; order: string; ledger: string | null; status: string; dueOn: string | null }[]
  mails: { id: string; to: string[]; subject: string; receivedAt: string; messageId: string | null }[]
}

const iso = (at: number): string => new Date(at).toISOString()

export function booksOf({ database }: CoreContext): Books {
  return {
    caOrders: listOrders(database).map((order) => ({
      id: order.id,
      customer: order.customer,
      product: order.productCode,
      status: order.status,
      names: order.names,
      placedAt: iso(order.createdAt),
    })),
    certificates: listCertificates(database).map((certificate) => ({
      serialNumber: certificate.serialNumber,
      caOrder: certificate.orderId,
      status: certificate.status,
      notBefore: iso(certificate.notBefore),
      notAfter: iso(certificate.notAfter),
      names: certificate.names,
    })),
    documents: listDocuments(database).map((document) => ({
      id: document.id,
      caOrder: document.orderId,
      type: document.type,
      state: document.state,
      fileNames: document.fileNames,
      receivedAt: iso(document.createdAt),
    })),
    invoices: listInvoices(database).map(({ id, orderId, ledger, status, dueOn }) => ({
      id,
      order: orderId,
      ledger,
      status,
      dueOn,
    })),
    mails: listMails(database).map(({ id, to, subject, receivedAt, messageId }) => ({
      id,
      to,
      subject,
      receivedAt: iso(receivedAt),
      messageId,
    })),
  }
}
