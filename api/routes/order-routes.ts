import type { z } from 'zod'
import { acceptance, cancellation, lookup, nothing, payment } from '../schemas/commands.ts'
import { newOrder } from '../schemas/new-order.ts'
import {
  clientLink,
  command,
  contact,
  eventPage,
  order,
  orderList,
  orderPage,
  orderWithCommand,
} from '../schemas/order.ts'
import { orderQuery, pageQuery } from '../schemas/order-query.ts'
import type { SimpleCommand } from '../services/orders.ts'
import type { Submitted } from '../services/submit-command.ts'
import { type JsonAnswer, ok, pathPart, type Route } from './route.ts'

/** An order, and with 202 the command that goes on by itself. */
export function orderAnswer(
  submitted: Pick<Submitted, 'order' | 'command'> & { status: number },
): JsonAnswer {
  const { status, order: shown, command: kept } = submitted
  return { status, body: kept === undefined ? shown : { ...shown, command: kept } }
}

export const ORDER_OR_COMMAND = { 200: order, 202: orderWithCommand }

function commandRoute(name: SimpleCommand, path: string, summary: string, body: z.ZodType): Route {
  return {
    method: 'post',
    path: `/orders/{id}/${path}`,
    id: `${path}Order`,
    summary,
    scope: 'orders:write',
    body,
    ...(name === 'paymentReceived' ? {} : { bodyIsOptional: true }),
    answers: ORDER_OR_COMMAND,
    handle: async (services, request) => {
      const { caller, body: sent, commandId } = request
      return orderAnswer(
        await services.orders.submit(caller, pathPart(request, 'id'), name, sent, { commandId }),
      )
    },
  }
}

export const ORDER_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/orders',
    id: 'createOrder',
    summary: 'Start an order',
    scope: 'orders:write',
    body: newOrder,
    answers: { 200: order, 201: order, 202: orderWithCommand },
    handle: async (services, { caller, body, commandId }) => {
      const created = await services.orders.create(caller, body, { commandId })
      return { ...orderAnswer(created), headers: { Location: created.order.links.self } }
    },
  },
  {
    method: 'get',
    path: '/orders',
    id: 'listOrders',
    summary: 'List and search orders',
    scope: 'orders:read',
    query: orderQuery,
    answers: { 200: orderPage },
    handle: async (services, { caller, query }) => ok(await services.orders.list(caller, query)),
  },
  {
    method: 'post',
    path: '/orders/lookup',
    id: 'lookUpOrders',
    summary: 'Read orders by their references',
    scope: 'orders:read',
    body: lookup,
    answers: { 200: orderList },
    handle: async (services, { caller, body }) => ok(await services.orders.lookup(caller, body)),
  },
  {
    method: 'get',
    path: '/orders/{id}',
    id: 'readOrder',
    summary: 'Read an order',
    scope: 'orders:read',
    answers: { 200: order },
    handle: async (services, request) =>
      ok(await services.orders.read(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'get',
    path: '/orders/{id}/commands/{commandId}',
    id: 'readCommand',
    summary: 'Read what became of a command',
    scope: 'orders:read',
    answers: { 200: command },
    handle: async (services, request) =>
      ok(
        await services.orders.command(
          request.caller,
          pathPart(request, 'id'),
          pathPart(request, 'commandId'),
        ),
      ),
  },
  {
    method: 'get',
    path: '/orders/{id}/events',
    id: 'listEvents',
    summary: 'Read what happened to an order, newest first',
    scope: 'orders:read',
    query: pageQuery,
    answers: { 200: eventPage },
    handle: async (services, request) =>
      ok(await services.orders.events(request.caller, pathPart(request, 'id'), request.query)),
  },
  {
    method: 'get',
    path: '/orders/{id}/contact',
    id: 'readContact',
    summary: 'Read the customer’s contact data',
    scope: 'orders:read',
    answers: { 200: contact },
    handle: async (services, request) =>
      ok(await services.orders.contact(request.caller, pathPart(request, 'id'))),
  },
  commandRoute('paymentReceived', 'payment', 'Tell of a payment', payment),
  commandRoute('accept', 'acceptance', 'Accept an order that waits for it', acceptance),
  commandRoute('cancel', 'cancel', 'Cancel an order for which nothing was issued', cancellation),
  commandRoute('synchronize', 'synchronize', 'Read the order at the CA again', nothing),
  {
    method: 'post',
    path: '/orders/{id}/client-link',
    id: 'createClientLink',
    summary: 'Make a link that signs the customer in, once, within ten minutes',
    scope: 'orders:write',
    body: nothing,
    bodyIsOptional: true,
    answers: { 201: clientLink },
    handle: async (services, request) => {
      const link = await services.clientLinks.create(request.caller, pathPart(request, 'id'))
      return { status: 201, body: link }
    },
  },
]
