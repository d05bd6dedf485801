import { isDeepStrictEqual } from 'node:util'
import { wantsOf } from '../../../domain/ca-wants.ts'
import type { Database } from '../../../store/database.ts'
import type { CaOrderRow } from '../../../store/entities/ca-order.ts'
import { certificateStatuses } from '../../../store/queries/certificates.ts'
import type { CaDocumentState, CaEmailState, CaOrderDetail } from '../port.ts'

/** Whether the CA says anything of an order that a workflow has not been told. */
export async function differsFromKept(
  db: Database,
  row: CaOrderRow,
  detail: CaOrderDetail,
): Promise<boolean> {
  if (row.status !== detail.status) return true
  return (
    namesDiffer(row, detail) || evidenceDiffers(row, detail) || (await certificatesDiffer(db, row, detail))
  )
}

function namesDiffer(row: CaOrderRow, detail: CaOrderDetail): boolean {
  const states = new Map(row.names.map(({ name, state }) => [name, state]))
  return detail.names.some(({ name, state }) => states.get(name) !== state)
}

/** What the CA leaves out stays as it is known, and is no difference. */
function evidenceDiffers(row: CaOrderRow, detail: CaOrderDetail): boolean {
  const { verifications, documents, email, systemChecks } = row
  const kept = { ...detail, verifications, documents, email, systemChecks }
  if (!isDeepStrictEqual(wantsOf(kept), wantsOf(detail))) return true
  const isDocumentNews =
    detail.documents.length > 0 &&
    !isDeepStrictEqual(documents.map(documentFacts), detail.documents.map(documentFacts))
  return (
    isDocumentNews ||
    (detail.email !== null && !isDeepStrictEqual(emailFacts(email), emailFacts(detail.email)))
  )
}

function documentFacts({ type, description, fileNames, state, reason }: CaDocumentState): unknown[] {
  return [type, description, [...fileNames], state, reason]
}

function emailFacts(email: CaEmailState | null): unknown[] | null {
  return email === null ? null : [email.address, email.verified, email.sentAt, email.linkValidUntil]
}

/** A certificate that we do not have yet is the business of whoever fetches it; after a reissue it is what is waited for. */
async function certificatesDiffer(db: Database, row: CaOrderRow, detail: CaOrderDetail): Promise<boolean> {
  if (detail.certificates.length === 0) return false
  const known = await certificateStatuses(db, row.orderId)
  return detail.certificates.some(({ serialNumber, status }) => {
    const before = known.get(serialNumber)
    if (before === undefined) return row.running === 'reissue'
    return before !== 'EXPIRED' && before !== status
  })
}
