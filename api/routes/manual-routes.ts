import { caTask, caTaskClosing, caTaskList, enteredCertificate } from '../schemas/manual.ts'
import { ORDER_OR_COMMAND, orderAnswer } from './order-routes.ts'
import { ok, pathPart, type Route } from './route.ts'

/** Of CAs without an API. */
export const MANUAL_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/orders/{id}/certificates',
    id: 'enterCertificate',
    summary: 'Enter what a CA without an API has issued',
    scope: 'admin',
    body: enteredCertificate,
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      return orderAnswer(
        await services.manualCertificates.enter(caller, pathPart(request, 'id'), body, { commandId }),
      )
    },
  },
  {
    method: 'get',
    path: '/ca-tasks',
    id: 'listCaTasks',
    summary: 'List what is to be done at CAs without an API, oldest first',
    scope: 'admin',
    answers: { 200: caTaskList },
    handle: async (services, { caller }) => ok(await services.caTasks.list(caller)),
  },
  {
    method: 'post',
    path: '/ca-tasks/{id}/result',
    id: 'closeCaTask',
    summary: 'Say what came of a task: a revocation is done, or the CA would not',
    scope: 'admin',
    body: caTaskClosing,
    answers: { 200: caTask },
    handle: async (services, request) =>
      ok(await services.caTasks.close(request.caller, pathPart(request, 'id'), request.body)),
  },
]
