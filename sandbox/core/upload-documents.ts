import { createHash } from 'node:crypto'
import { type CoreContext, nowOf } from './context.ts'
import { addDocument, addFileHash, knowsFileHash } from './documents.ts'
import { orderById } from './order-by-id.ts'
import type { Order } from './orders.ts'
import type { DocumentRequest, VerifyOrderRequest } from './requests.ts'
import { DOCUMENT_TYPES, failure, type Outcome, success } from './types.ts'
import { Problems } from './validation/problems.ts'

const NOTE_LENGTH = 227
const DESCRIPTION_LENGTH = 1_000
const FILE_LIMIT_BYTES = 30 * 1024 * 1024
/** All files of one request together. */
const REQUEST_LIMIT_BYTES = 40 * 1024 * 1024
/** In one request; the CA's own number is not published. */
const FILES_LIMIT = 10
const FILE_NAME = { min: 3, max: 255, forbidden: /[\\/:*?"<>|]/ }
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/

/** Takes documents, or only a note, for an order that is not decided yet. All or nothing of a request is kept. */
export function verifyOrder(context: CoreContext, request: VerifyOrderRequest | undefined): Outcome<Order> {
  if (request === undefined) return failure(2053)
  const found = orderById(context, request.orderId)
  if (!found.ok) return found
  const order = found.value
  if (order.status !== 'AWAITING' && order.status !== 'VERIFICATION') return failure(2056)
  const problems = new Problems()
  problems.addIf((request.note ?? '') === '', 2049)
  problems.addIf((request.note ?? '').length > NOTE_LENGTH, 2050)
  const documents = request.documents ?? []
  problems.addIf(request.documents !== undefined && documents.length === 0, 2063)
  for (const document of documents) checkDocument(context, order, document, problems)
  checkFiles(documents, problems)
  if (!problems.none) return { ok: false, errors: problems.list }
  context.database.transaction(() => {
    for (const document of documents) keep(context, order, document)
  })
  return success(order)
}

function checkDocument(
  context: CoreContext,
  order: Order,
  { type, description, files }: DocumentRequest,
  problems: Problems,
): void {
  if ((type ?? '') === '') problems.add(2064)
  else problems.addIf(!DOCUMENT_TYPES.some((known) => known === type), 2083, type)
  problems.addIf((description ?? '') === '', 2065)
  problems.addIf((description ?? '').length > DESCRIPTION_LENGTH, 2170)
  problems.addIf(files === undefined, 2066)
  problems.addIf(files !== undefined && files.length === 0, 2067)
  for (const file of files ?? []) {
    checkFileName(file.fileName, problems)
    checkContent(context, order, file, problems)
  }
}

function checkFileName(name: string | undefined, problems: Problems): void {
  if (name === undefined || name === '') return problems.add(2068)
  problems.addIf(name.length < FILE_NAME.min || name.length > FILE_NAME.max, 2082, name)
  problems.addIf(FILE_NAME.forbidden.test(name), 2081, name)
}

function checkContent(
  context: CoreContext,
  order: Order,
  { fileName, content }: { fileName?: string | undefined; content?: string | undefined },
  problems: Problems,
): void {
  if (content === undefined || content === '') return problems.add(2069)
  if (!BASE64.test(content)) return problems.add(2070)
  const bytes = Buffer.from(content, 'base64')
  problems.addIf(bytes.length > FILE_LIMIT_BYTES, 2085, fileName)
  problems.addIf(knowsFileHash(context.database, order.id, sha256(bytes)), 2191, fileName)
}

/** Over the whole request: too many or too large files, or one content twice. */
function checkFiles(documents: readonly DocumentRequest[], problems: Problems): void {
  const contents = documents.flatMap(({ files }) => (files ?? []).map(({ content }) => content ?? ''))
  problems.addIf(contents.length > FILES_LIMIT, 2189)
  const bytes = contents.reduce((sum, content) => sum + Buffer.byteLength(content, 'base64'), 0)
  problems.addIf(bytes > REQUEST_LIMIT_BYTES, 2080)
  problems.addIf(new Set(contents).size < contents.length, 2191)
}

function keep(context: CoreContext, order: Order, { type, description, files = [] }: DocumentRequest): void {
  const known = DOCUMENT_TYPES.find((each) => each === type)
  if (known === undefined) return
  const at = nowOf(context)
  const { acceptDocumentsMs } = context.behaviour
  addDocument(context.database, {
    orderId: order.id,
    type: known,
    description: description ?? '',
    fileNames: files.map(({ fileName }) => fileName ?? ''),
    createdAt: at,
    state: 'NEW',
    reason: null,
    decidedAt: null,
    decideDueAt: acceptDocumentsMs === null ? null : at + acceptDocumentsMs,
  })
  for (const { content } of files)
    addFileHash(context.database, order.id, sha256(Buffer.from(content ?? '', 'base64')))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
