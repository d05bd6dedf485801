import {
  billingSystem,
  billingSystemChange,
  billingSystemList,
  newBillingSystem,
} from '../schemas/billing-system.ts'
import { ok, pathPart, type Route } from './route.ts'

/** The tenants of the installation. */
export const BILLING_SYSTEM_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/billing-systems',
    id: 'listBillingSystems',
    summary: 'List the billing systems',
    scope: 'admin',
    answers: { 200: billingSystemList },
    handle: async (services) => ok(await services.billingSystems.list()),
  },
  {
    method: 'post',
    path: '/billing-systems',
    id: 'addBillingSystem',
    summary: 'Add a billing system; the answer shows its secret once',
    scope: 'admin',
    body: newBillingSystem,
    answers: { 201: billingSystem },
    handle: async (services, { caller, body }) => ({
      status: 201,
      body: await services.billingSystems.add(caller, body),
    }),
  },
  {
    method: 'patch',
    path: '/billing-systems/{id}',
    id: 'changeBillingSystem',
    summary: 'Change a billing system, or give it a new secret',
    scope: 'admin',
    body: billingSystemChange,
    answers: { 200: billingSystem },
    handle: async (services, request) =>
      ok(await services.billingSystems.edit(request.caller, pathPart(request, 'id'), request.body)),
  },
]
