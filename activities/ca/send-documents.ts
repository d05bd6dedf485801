import { caOrderOf, scheduleLook } from '../../store/queries/ca-orders.ts'
import {
  beginSending,
  type DocumentToSend,
  documentsToSend,
  endSending,
  filesOf,
} from '../../store/queries/document-sendings.ts'
import { fieldProblems } from './as-failure.ts'
import type { CaOrderTarget } from './control.ts'
import type { CaDeps } from './deps.ts'
import { type CaProblem, CaRefusal } from './errors.ts'
import type { CaDocumentUpload, CaPort } from './port.ts'

/** What the CA made of them is asked for so soon. */
const LOOK_AFTER_SENDING_MS = 3_000

/**
 * Sends the CA every document of the order that this CA order has not got yet, oldest first. A lost answer does no
 * harm: the CA knows the same files again (error 2191), and that counts as sent.
 * @throws {CaRefusal} with the objections to all documents that the CA did not take; the others are sent all the same
 */
export async function sendDocuments(deps: CaDeps, target: CaOrderTarget): Promise<void> {
  const port = await deps.portOf(target.caAccountId)
  const refused: CaProblem[] = []
  for (const document of await documentsToSend(deps.db, target)) {
    refused.push(...(await sendOne(deps, port, target, document)))
  }
  const row = await caOrderOf(deps.db, target.caAccountId, target.caOrderId)
  const soon = new Date(deps.clock().getTime() + LOOK_AFTER_SENDING_MS)
  if (row !== null) await scheduleLook(deps.db, row.id, soon, true)
  if (refused.length > 0) throw new CaRefusal(refused)
}

/** Gives what the CA has against the document itself. */
async function sendOne(
  deps: CaDeps,
  port: CaPort,
  target: CaOrderTarget,
  document: DocumentToSend,
): Promise<readonly CaProblem[]> {
  await beginSending(deps.db, document.id, target)
  const upload = await uploadOf(deps, target, document)
  try {
    await port.sendDocuments(target.caOrderId, upload)
  } catch (error) {
    const problems = (await isThere(port, target, upload, error)) ? [] : objectionsTo(error)
    if (problems.length === 0) return sent(deps, target, document)
    await endSending(deps.db, document.id, target, { state: 'refused', problems: fieldProblems(problems) })
    return problems
  }
  return sent(deps, target, document)
}

async function sent(deps: CaDeps, target: CaOrderTarget, { id }: DocumentToSend): Promise<[]> {
  await endSending(deps.db, id, target, { state: 'sent' })
  return []
}

/** An order that is closed (2056) may be so because of this very document, whose first answer was lost. */
async function isThere(
  port: CaPort,
  { caOrderId }: CaOrderTarget,
  { type, files }: CaDocumentUpload,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof CaRefusal) || error.problems.every(({ code }) => code !== 'documents-closed'))
    return false
  const names = files.map(({ name }) => name).join('/')
  const known = await port.documents(caOrderId)
  return known.some((each) => each.type === type && each.fileNames.join('/') === names)
}

async function uploadOf(deps: CaDeps, { caOrderId }: CaOrderTarget, document: DocumentToSend) {
  const { id, type, description } = document
  const files = await filesOf(deps.db, id)
  return {
    note: `Documents for the order ${caOrderId}`,
    type,
    // The CA wants one with each document.
    description: description === '' ? type : description,
    files: files.map(({ name, content }) => ({ name, content })),
  }
}

/** @throws what is no objection to this document: the CA is away, wants patience, or takes none for this order */
function objectionsTo(error: unknown): readonly CaProblem[] {
  if (!(error instanceof CaRefusal)) throw error
  // Of the kinds only `input` is about what was sent: that the order is closed (2056) is not the document's fault.
  const problems = error.problems.filter(({ kind }) => kind === 'input')
  if (problems.length === 0) throw error
  return problems
}
