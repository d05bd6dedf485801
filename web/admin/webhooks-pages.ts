import { type Request, Router } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { WEBHOOK_TYPES } from '../../domain/webhook-types.ts'
import { callerOf, pathPart, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldOption } from '../forms/field-spec.ts'
import { type FormPage, formPage } from '../forms/form-page.ts'
import { languageOf } from '../language.ts'
import { runCommand } from '../orders/commands.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'
import type { BillingSystemJson, Caller, WebhookOfAdmins } from '../services.ts'
import { showOnce, takeShownOnce } from '../shown-once.ts'
import { confirmPage } from './confirm-page.ts'
import { billingSystemOptions } from './tokens-pages.ts'

const PATH = '/admin/webhooks'
const BACK = { href: PATH, text: 'webhooks:back' }
const PLAIN = { back: BACK, about: null, links: [] }
const PAGE_SIZE = 50

function typeText(type: string): string {
  return `webhooks:type.${type.replaceAll('.', '-')}`
}

/** A type in words; one that another release knew goes by its code. */
function typeWords(type: string, texts: PageTexts): string {
  return texts.has(typeText(type)) ? texts.t(typeText(type)) : type
}

/** Types in words, each with its code, as the receiver sees that. */
function typeOptions(request: Request): FieldOption[] {
  const texts = pageTexts(languageOf(request))
  return WEBHOOK_TYPES.map((type) => ({ value: type, label: `${texts.t(typeText(type))} (${type})` }))
}

/** An admin acts for the billing system whose webhook it is. */
function actingFor(request: Request, billingSystemId: string | null): Caller {
  return { ...callerOf(request), tenant: { billingSystemId } }
}

/** How a webhook fares, as its badge says it. */
function stateOf({ lastState, lastProblem }: WebhookOfAdmins): 'ok' | 'problem' | 'quiet' {
  if (lastState === null) return 'quiet'
  return lastState === 'delivered' || lastProblem === null ? 'ok' : 'problem'
}

async function webhookOf({ services }: WebContext, request: Request): Promise<WebhookOfAdmins> {
  const found = (await services.webhooks.every()).find(({ id }) => id === pathPart(request, 'id'))
  if (found === undefined) throw new CertloomError('not-found')
  return found
}

function newWebhook({ services }: WebContext): FormPage<BillingSystemJson[]> {
  return {
    view: 'admin/form',
    title: 'webhooks:new.title',
    words: 'webhooks:',
    subject: async () => (await services.billingSystems.list()).items,
    sections: (systems, request) => [
      {
        key: 'webhook',
        fields: [
          { name: 'url', type: 'url' },
          { name: 'billingSystem', type: 'select', options: billingSystemOptions(systems) },
          { name: 'events[]', type: 'choices', options: typeOptions(request) },
        ],
      },
    ],
    required: () => ['url'],
    initial: () => ({}),
    model: () => ({ action: `${PATH}/new`, command: 'webhooks', button: 'webhooks:new.button', ...PLAIN }),
    submit: async (request, systems, { billingSystem, ...body }) => {
      const system = systems.find(({ id }) => id === billingSystem)
      if (billingSystem !== undefined && system === undefined) {
        const problems = [{ path: '/billingSystem', code: 'billing-system-unknown' }]
        throw new CertloomError('invalid-input', { problems })
      }
      const { url, secret } = await services.webhooks.add(actingFor(request, system?.id ?? null), body)
      showOnce(request, { page: PATH, name: url, value: secret ?? '' })
      return { notice: null, to: PATH }
    },
  }
}

/** What a webhook was told and is to be told. */
async function deliveriesModel(context: WebContext, request: Request): Promise<object> {
  const webhook = await webhookOf(context, request)
  const cursor = queryText(request, 'cursor')
  const { items, nextCursor } = await context.services.webhooks.deliveries(
    actingFor(request, webhook.billingSystemId),
    webhook.id,
    { cursor, limit: PAGE_SIZE },
  )
  const path = `${PATH}/${webhook.id}`
  return {
    webhook,
    path,
    back: BACK,
    deliveries: items.map((delivery) => ({
      ...delivery,
      typeText: typeText(delivery.type),
      orderHref: delivery.order === null ? null : `/admin/orders/${delivery.order}`,
      redeliverPath: `${path}/deliveries/${delivery.id}/redeliver`,
    })),
    isFirstPage: cursor === undefined,
    next: nextCursor === null ? null : `${path}?${new URLSearchParams({ cursor: nextCursor })}`,
  }
}

/** Who is told what happens to orders, and how that goes. */
export function webhooksPages(context: WebContext): Router {
  const { services, show } = context
  const router = Router()
  const add = formPage(context, newWebhook(context))
  router.get('/', async (request, response) => {
    const texts = pageTexts(languageOf(request))
    const webhooks = (await services.webhooks.every()).map((webhook) => ({
      ...webhook,
      eventTexts: webhook.events.map((type) => typeWords(type, texts)),
      state: stateOf(webhook),
      href: `${PATH}/${webhook.id}`,
    }))
    const model = { webhooks, path: PATH, secret: takeShownOnce(request, PATH) }
    show(request, response, 'admin/webhooks', { title: 'webhooks:title' }, model)
  })
  router.route('/new').get(add.show).post(add.take)
  router.get('/:id', async (request, response) => {
    const model = await deliveriesModel(context, request)
    show(request, response, 'admin/webhook', { title: 'webhooks:deliveries' }, model)
  })
  const question = {
    command: 'delete',
    texts: 'webhooks:delete',
    back: BACK,
    about: async (request: Request) => {
      const { id, url } = await webhookOf(context, request)
      return { path: `${PATH}/${id}`, subject: url }
    },
  }
  router.get('/:id/delete', confirmPage(context, question))
  router.post('/:id/delete', (request, response) =>
    runCommand(request, response, PATH, async () => {
      const { id, billingSystemId } = await webhookOf(context, request)
      await services.webhooks.remove(actingFor(request, billingSystemId), id)
      return { tone: 'good', key: 'webhooks:notice.deleted' }
    }),
  )
  router.post('/:id/deliveries/:delivery/redeliver', async (request, response) => {
    const { id, billingSystemId } = await webhookOf(context, request)
    await runCommand(request, response, `${PATH}/${id}`, async () => {
      const caller = actingFor(request, billingSystemId)
      await services.webhooks.redeliver(caller, id, pathPart(request, 'delivery'))
      return { tone: 'good', key: 'webhooks:notice.redelivered' }
    })
  })
  return router
}
