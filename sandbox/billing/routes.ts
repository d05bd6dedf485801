import express, { type Request, type Response, type Router } from 'express'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { z } from 'zod'
import { nowOf } from '../core/context.ts'
import type { SandboxCore } from '../core/core.ts'
import { findInvoice, listInvoices, makeInvoice } from './invoices.ts'
import { billingLink, changeLink, linkInput } from './link.ts'
import { dueDateOf, listDueDates, listEvents, messageInput, takeMessage } from './messages.ts'
import { payInvoice } from './pay.ts'

/** Where Certloom's webhooks arrive. */
export const WEBHOOK_PATH = '/billing/webhook'

const orderInput = z.strictObject({ order: z.string().min(1), dueOn: z.iso.date().optional() })

function problem(response: Response, status: number, detail: string): void {
  response.status(status).type('application/problem+json').json({ status, title: 'Not done', detail })
}

/** A billing system such as shops have: hears webhooks, makes invoices, reports payments by Certloom's API. */
export function billingRoutes(core: SandboxCore): Router {
  const router = express.Router()
  router.post(WEBHOOK_PATH, express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
    await hear(core, request, response)
  })
  router.use('/billing', express.json({ limit: '100kb' }))
  linkRoutes(router, core)
  invoiceRoutes(router, core)
  return router
}

/** The message, or null where its signature is not by the secret that both know. */
function verified(secret: string, request: Request): unknown {
  const headers = {
    'webhook-id': request.get('webhook-id') ?? '',
    'webhook-timestamp': request.get('webhook-timestamp') ?? '',
    'webhook-signature': request.get('webhook-signature') ?? '',
  }
  try {
    return new Webhook(secret).verify(Buffer.from(request.body), headers)
  } catch (error) {
    if (error instanceof WebhookVerificationError) return null
    throw error
  }
}

async function hear(core: SandboxCore, request: Request, response: Response): Promise<void> {
  const { secret, autoPay } = billingLink(core.context.database)
  if (secret === null) return problem(response, 503, 'say first by PUT /billing which secret signs')
  const message = messageInput.safeParse(verified(secret, request))
  if (!message.success) return problem(response, 401, 'not signed well, or no message')
  const id = request.get('webhook-id') ?? ''
  const invoice = await core.run((context) => takeMessage(context, id, message.data))
  response.status(204).end()
  if (invoice !== null && autoPay) await payInvoice(core, invoice)
}

function linkRoutes(router: Router, core: SandboxCore): void {
  const { database } = core.context
  const shown = () => {
    const { apiUrl, autoPay, secret, token } = billingLink(database)
    return { apiUrl, autoPay, linked: secret !== null && token !== null }
  }
  router.get('/billing', async (_request, response) => {
    const lists = await core.run(() => ({ events: listEvents(database), dueDates: listDueDates(database) }))
    response.json({ ...shown(), ...lists, invoices: listInvoices(database) })
  })
  router.put('/billing', async (request, response) => {
    const link = linkInput.safeParse(request.body)
    if (!link.success) return problem(response, 422, z.prettifyError(link.error))
    await core.run(() => changeLink(database, link.data))
    response.json(shown())
  })
  router.post('/billing/reset', async (_request, response) => {
    await core.run(() => {
      for (const table of ['billing_invoices', 'billing_events', 'billing_due_dates']) {
        database.run(`DELETE FROM ${table}`)
      }
    })
    response.status(204).end()
  })
}

function invoiceRoutes(router: Router, core: SandboxCore): void {
  router.post('/billing/invoices', async (request, response) => {
    const input = orderInput.safeParse(request.body).data
    if (input === undefined) return problem(response, 422, 'the body must be { "order": "…" }')
    const invoice = await core.run((context) => {
      const dueOn = input.dueOn ?? dueDateOf(context.database, input.order)
      return makeInvoice(context.database, { orderId: input.order, ledger: null, dueOn }, nowOf(context))
    })
    response.status(201).json(invoice)
  })
  router.post('/billing/invoices/:id/pay', async (request, response) => {
    const invoice = await core.run(({ database }) => findInvoice(database, request.params.id))
    if (invoice === undefined) return problem(response, 404, 'no such invoice')
    const paid = await payInvoice(core, invoice)
    if (paid.ok) response.json({ state: 'paid', status: paid.status })
    else problem(response, 409, paid.detail)
  })
}
