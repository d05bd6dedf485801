import { plan, planQuery } from '../schemas/plan.ts'
import { ok, pathPart, type Route } from './route.ts'

export const PLAN_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/plan',
    id: 'readPlan',
    summary: 'Read what will happen to an order, and why',
    scope: 'orders:read',
    answers: { 200: plan },
    handle: async (services, request) =>
      ok(await services.plan.ofOrder(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'get',
    path: '/products/{code}/plan',
    id: 'readProductPlan',
    summary: 'Read what would happen to an order of this product',
    scope: 'orders:read',
    query: planQuery,
    answers: { 200: plan },
    handle: async (services, request) =>
      ok(await services.plan.ofProduct(request.caller, pathPart(request, 'code'), request.query)),
  },
]
