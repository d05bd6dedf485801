import { bulkAccepted, bulkJob, bulkPreview, bulkRequest } from '../schemas/bulk.ts'
import { nothing } from '../schemas/commands.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { ok, pathPart, type Route } from './route.ts'

/** One request for many orders. */
export const BULK_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/bulk',
    id: 'startBulk',
    summary: 'Ask the same of many orders, or see what that would do',
    scope: 'orders:write',
    body: bulkRequest,
    answers: { 200: bulkPreview, 202: bulkAccepted },
    handle: async ({ bulk }, { caller, body, commandId }) => bulk.ask(caller, body, { commandId }),
  },
  {
    method: 'get',
    path: '/bulk/{id}',
    id: 'readBulk',
    summary: 'How far a bulk job has come',
    scope: 'orders:read',
    query: pageQuery,
    answers: { 200: bulkJob },
    handle: async ({ bulk }, request) =>
      ok(await bulk.read(request.caller, pathPart(request, 'id'), request.query)),
  },
  {
    method: 'post',
    path: '/bulk/{id}/stop',
    id: 'stopBulk',
    summary: 'Call off what a bulk job has not sent yet',
    scope: 'orders:write',
    body: nothing,
    bodyIsOptional: true,
    answers: { 200: bulkJob },
    handle: async ({ bulk }, request) => ok((await bulk.stop(request.caller, pathPart(request, 'id'))).job),
  },
]
