import type { z } from 'zod'
import { nothing } from '../schemas/commands.ts'
import {
  cancellationRequest,
  renewalChange,
  revocation,
  revoked,
  revokedWithCommand,
  sending,
  termination,
} from '../schemas/life.ts'
import type { Caller } from '../services/deps.ts'
import type { WordlessCommand } from '../services/life.ts'
import type { Services } from '../services/services.ts'
import type { CommandOptions, Submitted } from '../services/submit-command.ts'
import { ORDER_OR_COMMAND, orderAnswer } from './order-routes.ts'
import { pathPart, type Route } from './route.ts'

type Ask = (
  services: Services,
) => (caller: Caller, orderId: string, body: unknown, options: CommandOptions) => Promise<Submitted>

/** A command of an order whose body the service reads. */
export function orderCommand(
  route: Pick<Route, 'method' | 'path' | 'id' | 'summary' | 'bodyIsOptional'> & { body: z.ZodType },
  ask: Ask,
): Route {
  return {
    ...route,
    path: `/orders/{id}/${route.path}`,
    scope: 'orders:write',
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      return orderAnswer(await ask(services)(caller, pathPart(request, 'id'), body, { commandId }))
    },
  }
}

function wordless(
  name: WordlessCommand,
  method: 'post' | 'delete',
  path: string,
  id: string,
  summary: string,
) {
  return orderCommand(
    { method, path, id, summary, body: nothing, bodyIsOptional: true },
    ({ life }) =>
      (caller, orderId, body, options) =>
        life.wordless(caller, orderId, name, body, options),
  )
}

export const LIFE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/orders/{id}/revoke',
    id: 'revokeCertificate',
    summary: 'Have a certificate revoked',
    scope: 'orders:write',
    body: revocation,
    answers: { 200: revoked, 202: revokedWithCommand },
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      const { sameKey, ...submitted } = await services.revocation.revoke(
        caller,
        pathPart(request, 'id'),
        body,
        { commandId },
      )
      const answer = orderAnswer(submitted)
      return sameKey === undefined ? answer : { ...answer, body: { ...Object(answer.body), sameKey } }
    },
  },
  orderCommand(
    {
      method: 'post',
      path: 'cancellation-request',
      id: 'requestCancellation',
      summary: 'Ask for the end of a recurring order',
      body: cancellationRequest,
    },
    ({ life }) => life.requestCancellation,
  ),
  wordless(
    'withdrawCancellation',
    'delete',
    'cancellation-request',
    'withdrawCancellation',
    'Let a recurring order go on after all',
  ),
  wordless('repeat', 'post', 'repeat', 'repeatOrder', 'Order again at the CA'),
  orderCommand(
    {
      method: 'post',
      path: 'send',
      id: 'sendCertificate',
      summary: 'Send the certificate by mail',
      body: sending,
      bodyIsOptional: true,
    },
    ({ life }) => life.send,
  ),
  wordless(
    'sendConfigurationEmail',
    'post',
    'configuration-email',
    'sendConfigurationEmail',
    'Send the configuration mail again',
  ),
  wordless('suspend', 'post', 'suspend', 'suspendOrder', 'Suspend the service'),
  wordless('resume', 'post', 'resume', 'resumeOrder', 'Resume a suspended service'),
  orderCommand(
    {
      method: 'post',
      path: 'terminate',
      id: 'terminateOrder',
      summary: 'End the service',
      body: termination,
      bodyIsOptional: true,
    },
    ({ life }) => life.terminate,
  ),
  orderCommand(
    {
      method: 'patch',
      path: 'renewal',
      id: 'changeRenewal',
      summary: 'Change how the order is renewed',
      body: renewalChange,
    },
    ({ life }) => life.changeRenewal,
  ),
]
