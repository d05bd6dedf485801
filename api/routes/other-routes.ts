import { me } from '../schemas/catalogue.ts'
import { csrText, nameList } from '../schemas/commands.ts'
import { csrInspection, namesInspection } from '../schemas/inspection.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { ok, type Route } from './route.ts'

export const OTHER_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/me',
    id: 'readMe',
    summary: 'Read whose token this is: a module’s connection check',
    scope: null,
    answers: { 200: me },
    handle: async (_services, { token }) => {
      const { billingSystemId: id, billingSystemName: name, scopes } = token
      const billingSystem = id === null || name === null ? null : { id, name }
      return ok({ name, billingSystem, scopes })
    },
  },
  {
    method: 'post',
    path: '/csr/inspect',
    id: 'inspectCsr',
    summary: 'Read a CSR and say what is to be said about it',
    scope: 'orders:read',
    body: csrText,
    answers: { 200: csrInspection },
    handle: async (services, { caller, body }) => {
      const { csr } = parseInput(csrText, body)
      return ok(await services.csr.inspect(csr, caller.language))
    },
  },
  {
    method: 'post',
    path: '/names/inspect',
    id: 'inspectNames',
    summary: 'Say what a product would make of these names',
    scope: 'orders:read',
    body: nameList,
    answers: { 200: namesInspection },
    handle: async (services, { caller, body }) => ok(await services.names.inspect(body, caller.language)),
  },
]
