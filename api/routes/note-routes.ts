import { newOrderNote, orderMove, orderNote, orderNoteChange, orderNoteList } from '../schemas/note.ts'
import { order } from '../schemas/order.ts'
import { ok, pathPart, type Route } from './route.ts'

/** What admins keep about orders, and whose an order is. */
export const NOTE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/notes',
    id: 'listOrderNotes',
    summary: 'Read the notes and tasks about an order: open tasks first, then the newest',
    scope: 'admin',
    answers: { 200: orderNoteList },
    handle: async (services, request) =>
      ok(await services.orderNotes.list(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'post',
    path: '/orders/{id}/notes',
    id: 'addOrderNote',
    summary: 'Write down a note or a task about an order',
    scope: 'admin',
    body: newOrderNote,
    answers: { 201: orderNote },
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      const added = await services.orderNotes.add(caller, pathPart(request, 'id'), body, { commandId })
      return { status: 201, body: added }
    },
  },
  {
    method: 'patch',
    path: '/orders/{id}/notes/{noteId}',
    id: 'changeOrderNote',
    summary: 'Say that a task is done, or not after all',
    scope: 'admin',
    body: orderNoteChange,
    answers: { 200: orderNote },
    handle: async (services, request) => {
      const [id, noteId] = [pathPart(request, 'id'), pathPart(request, 'noteId')]
      return ok(await services.orderNotes.change(request.caller, id, noteId, request.body))
    },
  },
  {
    method: 'post',
    path: '/orders/{id}/move',
    id: 'moveOrder',
    summary: 'Give an order to another customer of its billing system',
    scope: 'admin',
    body: orderMove,
    answers: { 200: order },
    handle: async (services, request) =>
      ok(await services.orderMove.move(request.caller, pathPart(request, 'id'), request.body)),
  },
]
