import { z } from 'zod'
import { nothing } from '../schemas/commands.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { deliveryPage, newWebhook, webhook, webhookList, webhookQuery } from '../schemas/webhook.ts'
import { ok, pathPart, type Route } from './route.ts'

const NO_BODY = { status: 204, body: null }

/** How a billing system is told what happens to its orders. */
export const WEBHOOK_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/webhooks',
    id: 'listWebhooks',
    summary: 'List the webhooks, or the callback of one order',
    scope: 'orders:read',
    query: webhookQuery,
    answers: { 200: webhookList },
    handle: async (services, { caller, query }) => ok(await services.webhooks.list(caller, query)),
  },
  {
    method: 'post',
    path: '/webhooks',
    id: 'addWebhook',
    summary: 'Add a webhook; the answer shows its secret once',
    scope: 'orders:write',
    body: newWebhook,
    answers: { 201: webhook },
    handle: async (services, { caller, body }) => ({
      status: 201,
      body: await services.webhooks.add(caller, body),
    }),
  },
  {
    method: 'delete',
    path: '/webhooks/{id}',
    id: 'deleteWebhook',
    summary: 'Delete a webhook; what waits for it is dropped',
    scope: 'orders:write',
    body: nothing,
    bodyIsOptional: true,
    answers: { 204: z.null() },
    handle: async (services, request) => {
      await services.webhooks.remove(request.caller, pathPart(request, 'id'))
      return NO_BODY
    },
  },
  {
    method: 'get',
    path: '/webhooks/{id}/deliveries',
    id: 'listWebhookDeliveries',
    summary: 'What a webhook was told and is to be told, newest first',
    scope: 'orders:read',
    query: pageQuery,
    answers: { 200: deliveryPage },
    handle: async (services, request) =>
      ok(await services.webhooks.deliveries(request.caller, pathPart(request, 'id'), request.query)),
  },
  {
    method: 'post',
    path: '/webhooks/{id}/deliveries/{delivery}/redeliver',
    id: 'redeliverWebhook',
    summary: 'Tell it again now, and for three days',
    scope: 'orders:write',
    body: nothing,
    bodyIsOptional: true,
    answers: { 204: z.null() },
    handle: async (services, request) => {
      const [id, delivery] = [pathPart(request, 'id'), pathPart(request, 'delivery')]
      await services.webhooks.redeliver(request.caller, id, delivery)
      return NO_BODY
    },
  },
]
