import { CertloomError } from '../../domain/errors.ts'
import { newId } from '../../platform/ids.ts'
import { insertNote, notesOf, openTasks, setTaskDone } from '../../store/queries/order-notes.ts'
import { newOrderNote, type OrderNoteJson, orderNoteChange } from '../schemas/note.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import type { CommandOptions } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

/** Notes and tasks about orders (row B10). They are for admins; clients never see them. */
export function createOrderNoteService(deps: Pick<ServiceDeps, 'db'>) {
  return {
    /** Open tasks first, then the newest. */
    async list(caller: Caller, orderId: string): Promise<{ items: OrderNoteJson[] }> {
      const order = await visibleOrder(deps, caller, orderId)
      return { items: await notesOf(deps.db, order.id) }
    },

    /** What is left to do, of all orders that the caller sees. */
    async open(caller: Caller): Promise<{ items: OrderNoteJson[] }> {
      return { items: await openTasks(deps.db, caller.tenant) }
    },

    /** @throws {CertloomError} `not-found`, `invalid-input` */
    async add(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<OrderNoteJson> {
      const order = await visibleOrder(deps, caller, orderId)
      const { kind, text, dueOn = null } = parseInput(newOrderNote, body)
      const id = options.commandId ?? newId()
      const note = { id, orderId: order.id, kind, text, dueOn: kind === 'task' ? dueOn : null }
      const kept = await insertNote(deps.db, { ...note, author: caller.actor })
      if (kept === null) throw new CertloomError('not-found')
      return kept
    },

    /**
     * A task is done, or not after all.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async change(caller: Caller, orderId: string, noteId: string, body: unknown): Promise<OrderNoteJson> {
      const order = await visibleOrder(deps, caller, orderId)
      const { done } = parseInput(orderNoteChange, body)
      const place = { id: noteId, orderId: order.id }
      const changed = await setTaskDone(deps.db, place, done ? caller.actor : null)
      if (changed === null) throw new CertloomError('not-found')
      return changed
    },
  }
}
