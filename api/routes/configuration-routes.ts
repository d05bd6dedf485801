import { nothing } from '../schemas/commands.ts'
import {
  configuration,
  configurationChecked,
  configurationDraft,
  configurationDraftKept,
  configurationState,
} from '../schemas/configuration.ts'
import { verification, verificationChange, verificationWithCommand } from '../schemas/verification.ts'
import { ORDER_OR_COMMAND, orderAnswer } from './order-routes.ts'
import { ok, pathPart, type Route } from './route.ts'

export const CONFIGURATION_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/configuration',
    id: 'readConfiguration',
    summary: 'Read what was entered',
    scope: 'orders:read',
    answers: { 200: configurationState },
    handle: async (services, request) =>
      ok(await services.configuration.read(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'put',
    path: '/orders/{id}/configuration/draft',
    id: 'saveConfigurationDraft',
    summary: 'Keep a draft as it was typed',
    scope: 'orders:write',
    body: configurationDraft,
    answers: { 200: configurationDraftKept },
    handle: async (services, request) =>
      ok(await services.configuration.saveDraft(request.caller, pathPart(request, 'id'), request.body)),
  },
  {
    method: 'post',
    path: '/orders/{id}/configuration/check',
    id: 'checkConfiguration',
    summary: 'Have a configuration checked, by us and by the CA, without ordering',
    scope: 'orders:write',
    body: configuration,
    answers: { 200: configurationChecked },
    handle: async (services, request) =>
      ok(await services.configuration.check(request.caller, pathPart(request, 'id'), request.body)),
  },
  {
    method: 'post',
    path: '/orders/{id}/configuration',
    id: 'configureOrder',
    summary: 'Configure the order: it is placed at the CA',
    scope: 'orders:write',
    body: configuration,
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      const id = pathPart(request, 'id')
      return orderAnswer(await services.configuration.submit(caller, id, body, { commandId }))
    },
  },
  {
    method: 'get',
    path: '/orders/{id}/verification',
    id: 'readVerification',
    summary: 'Read how control of the names is to be proven, and how far that is',
    scope: 'orders:read',
    answers: { 200: verification },
    handle: async (services, request) =>
      ok(await services.verification.read(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'post',
    path: '/orders/{id}/verification',
    id: 'changeVerification',
    summary: 'Choose another method, or have a new code or message sent',
    scope: 'orders:write',
    body: verificationChange,
    bodyIsOptional: true,
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body, commandId } = request
      const id = pathPart(request, 'id')
      return orderAnswer(await services.verification.change(caller, id, body, { commandId }))
    },
  },
  {
    method: 'post',
    path: '/orders/{id}/verification/check',
    id: 'checkVerification',
    summary: 'Have the CA look now',
    scope: 'orders:write',
    body: nothing,
    bodyIsOptional: true,
    answers: { 200: verification, 202: verificationWithCommand },
    handle: async (services, request) => {
      const { caller, commandId } = request
      const checked = await services.verification.check(caller, pathPart(request, 'id'), { commandId })
      const { status, command } = checked.submitted
      const body = command === undefined ? checked.verification : { ...checked.verification, command }
      return { status, body }
    },
  },
]
