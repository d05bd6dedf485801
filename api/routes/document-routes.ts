import { documentList, documentUpload } from '../schemas/document.ts'
import { ORDER_OR_COMMAND, orderAnswer } from './order-routes.ts'
import { ok, pathPart, type Route } from './route.ts'

export const DOCUMENT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/documents',
    id: 'listDocuments',
    summary: 'List the documents that were handed in, with what the CA made of them',
    scope: 'orders:read',
    answers: { 200: documentList },
    handle: async (services, request) =>
      ok(await services.documents.list(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'post',
    path: '/orders/{id}/documents',
    id: 'addDocument',
    summary: 'Hand in a document of one or more files: it is sent to the CA',
    scope: 'orders:write',
    body: documentUpload,
    takesFiles: true,
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body, files, commandId } = request
      const id = pathPart(request, 'id')
      return orderAnswer(await services.documents.add(caller, id, { fields: body, files }, { commandId }))
    },
  },
]
