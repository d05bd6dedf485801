import type { Request, RequestHandler } from 'express'
import { NOTE_KINDS } from '../../../domain/order-note.ts'
import { ADMIN, callerOf, commandIdOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { formPage } from '../../forms/form-page.ts'
import { runCommand } from '../../orders/commands.ts'
import { orderHead, orderPath } from '../../orders/order-model.ts'
import type { OrderJson, OrderNoteJson } from '../../services.ts'

const MOST_CHARACTERS = 4000

interface NotesSubject {
  order: OrderJson
  notes: readonly OrderNoteJson[]
}

function notesPath(request: Request): string {
  return `${orderPath(ADMIN, pathPart(request, 'id'))}/notes`
}

/** What admins know about an order and want done about it (row B10). */
export function notesPage(context: WebContext): ReturnType<typeof formPage> {
  const { orders, orderNotes } = context.services
  return formPage<NotesSubject>(context, {
    view: 'admin/order-notes',
    title: 'order-admin:notes.title',
    words: 'order-admin:notes.',
    subject: async (request) => {
      const [caller, id] = [callerOf(request), pathPart(request, 'id')]
      const [order, { items }] = await Promise.all([orders.read(caller, id), orderNotes.list(caller, id)])
      return { order, notes: items }
    },
    sections: () => [
      {
        key: 'new',
        fields: [
          { name: 'kind', type: 'select', options: NOTE_KINDS },
          { name: 'text', type: 'textarea', rows: 3, isProse: true, maxLength: MOST_CHARACTERS },
          { name: 'dueOn', type: 'date', isShort: true, shownWhen: { field: 'kind', is: ['task'] } },
        ],
      },
    ],
    required: () => ['text'],
    initial: () => ({}),
    model: ({ order, notes }, request) => ({
      ...orderHead(order, ADMIN),
      tab: 'notes',
      formPath: notesPath(request),
      notes: notes.map((note) => ({
        ...note,
        isOpen: note.kind === 'task' && note.doneAt === null,
        isDone: note.doneAt !== null,
      })),
    }),
    submit: async (request, { order }, body) => {
      const options = { commandId: commandIdOf(request) }
      await orderNotes.add(callerOf(request), order.id, body, options)
      return { notice: { tone: 'good', key: 'order-admin:notes.added' }, to: notesPath(request) }
    },
  })
}

/** A task is done, or is to be done after all. */
export function changeTask({ services }: WebContext, done: boolean): RequestHandler {
  return (request, response) =>
    runCommand(request, response, notesPath(request), async () => {
      const [id, noteId] = [pathPart(request, 'id'), pathPart(request, 'noteId')]
      await services.orderNotes.change(callerOf(request), id, noteId, { done })
      return { tone: 'good', key: done ? 'order-admin:notes.done' : 'order-admin:notes.reopened' }
    })
}
