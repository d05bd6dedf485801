import { CertloomError } from '../../domain/errors.ts'
import { dayOf } from '../../platform/days.ts'
import { newId } from '../../platform/ids.ts'
import { currentCaOrder, scheduleLook } from '../../store/queries/ca-orders.ts'
import { commandById } from '../../store/queries/commands.ts'
import { documentsOf, type KnownFile, keepDocument } from '../../store/queries/documents.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { DocumentJson } from '../schemas/document.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { mergedDocuments } from './document-list.ts'
import { type GoodDocument, judgeDocument } from './document-rules.ts'
import type { Upload } from './multipart.ts'
import { refuseUnlessPossible } from './not-possible.ts'
import { isRunning, OPEN_PAGE_LOOK_MS } from './running-ca-order.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

/** Said at each file that the order has already, with the name it came under. */
function sentBefore({ files }: GoodDocument, known: readonly KnownFile[], timeZone: string): CertloomError {
  const problems = files.flatMap(({ sha256 }, index) => {
    const earlier = known.find((file) => file.sha256 === sha256)
    if (earlier === undefined) return []
    const params = { name: earlier.name, date: dayOf(earlier.at, timeZone) }
    return [{ path: `/files/${index}`, code: 'file-known', params }]
  })
  return new CertloomError('invalid-input', { problems })
}

/** The papers of an order: what was handed in, and what the CA made of it. */
export function createDocumentService(deps: ServiceDeps) {
  async function refuseUnlessOpen(caller: Caller, order: OrderRecord, commandId: string): Promise<void> {
    // A repeat is answered by what the first one came to.
    if ((await commandById(deps.db, caller.tenant, order.id, commandId)) !== null) return
    refuseUnlessPossible(order, caller, 'documents')
  }

  return {
    /** Oldest first. While somebody reads this and the CA has not decided, it is asked within 15 s. */
    async list(caller: Caller, orderId: string): Promise<{ items: DocumentJson[] }> {
      const order = await visibleOrder(deps, caller, orderId)
      const caOrder = await currentCaOrder(deps.db, order.id)
      const ours = await documentsOf(deps.db, order.id, caOrder?.caOrderId ?? null)
      const items = mergedDocuments(ours, caOrder?.documents ?? [], caller.language)
      if (caOrder !== null && isRunning(caOrder) && items.some(({ state }) => state === 'NEW')) {
        await scheduleLook(deps.db, caOrder.id, new Date(deps.clock().getTime() + OPEN_PAGE_LOOK_MS), true)
      }
      return { items }
    },

    /**
     * Keeps a document and has it sent to the CA.
     * @throws {CertloomError} `invalid-input`, also for files that the order has already; `not-possible-now` once the
     * order is issued; `ca-refused`
     */
    async add(
      caller: Caller,
      orderId: string,
      upload: Upload,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const commandId = options.commandId ?? newId()
      await refuseUnlessOpen(caller, order, commandId)
      const good = judgeDocument(upload)
      const { type, description, files } = good
      const keep = async (): Promise<void> => {
        const document = { id: commandId, orderId: order.id, actor: caller.actor, ...good }
        const known = await keepDocument(deps.db, document)
        if (known.length > 0) throw sentBefore(good, known, order.timeZone)
      }
      return submitCommand(deps, caller, order.id, {
        name: 'addDocuments',
        body: { type, description, files: files.map(({ name, sha256 }) => ({ name, sha256 })) },
        args: { documentId: commandId },
        commandId,
        before: keep,
      })
    },
  }
}
