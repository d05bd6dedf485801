import {
  caAccount,
  caAccountChange,
  caAccountChecked,
  caAccountList,
  newCaAccount,
} from '../schemas/ca-account.ts'
import { caOrderMonth, caOrderMonthQuery } from '../schemas/ca-order-month.ts'
import { nothing } from '../schemas/commands.ts'
import { settings, settingsChange } from '../schemas/settings.ts'
import { ok, pathPart, type Route } from './route.ts'

/** What belongs to the installation, besides its catalogue. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/ca-orders',
    id: 'listCaOrders',
    summary: 'List what was bought at CAs in a month, to compare with their bill',
    scope: 'admin',
    query: caOrderMonthQuery,
    answers: { 200: caOrderMonth },
    handle: async (services, { caller, query }) => ok(await services.caOrderMonth.read(caller, query)),
  },
  {
    method: 'get',
    path: '/ca-accounts',
    id: 'listCaAccounts',
    summary: 'List the accounts at CAs, in the order of preference',
    scope: 'admin',
    answers: { 200: caAccountList },
    handle: async (services) => ok(await services.caAccounts.list()),
  },
  {
    method: 'post',
    path: '/ca-accounts',
    id: 'addCaAccount',
    summary: 'Add an account at a CA',
    scope: 'admin',
    body: newCaAccount,
    answers: { 201: caAccount },
    handle: async (services, { caller, body }) => ({
      status: 201,
      body: await services.caAccounts.add(caller, body),
    }),
  },
  {
    method: 'patch',
    path: '/ca-accounts/{id}',
    id: 'changeCaAccount',
    summary: 'Change an account at a CA',
    scope: 'admin',
    body: caAccountChange,
    answers: { 200: caAccount },
    handle: async (services, request) =>
      ok(await services.caAccounts.edit(request.caller, pathPart(request, 'id'), request.body)),
  },
  {
    method: 'post',
    path: '/ca-accounts/{id}/check',
    id: 'checkCaAccount',
    summary: 'Check the connection: address, credentials, allow list',
    scope: 'admin',
    body: nothing,
    bodyIsOptional: true,
    answers: { 200: caAccountChecked },
    handle: async (services, request) =>
      ok(await services.caAccounts.check(pathPart(request, 'id'), request.caller.language)),
  },
  {
    method: 'get',
    path: '/settings',
    id: 'readSettings',
    summary: 'Read the settings of the installation',
    scope: 'admin',
    answers: { 200: settings },
    handle: async (services) => ok(await services.settings.read()),
  },
  {
    method: 'patch',
    path: '/settings',
    id: 'changeSettings',
    summary: 'Change settings of the installation',
    scope: 'admin',
    body: settingsChange,
    answers: { 200: settings },
    handle: async (services, { caller, body }) => ok(await services.settings.edit(caller, body)),
  },
]
