import { z } from 'zod'
import { WEBHOOK_TYPES } from '../../domain/webhook-types.ts'
import { httpUrl, searchText } from './common.ts'

const MOST_EVENTS = 100

export const webhook = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()).meta({ description: 'Empty: every type' }),
    order: z.string().nullable().meta({ description: 'Of a callback URL: the one order it hears of' }),
    secret: z.string().optional().meta({ description: 'As Standard Webhooks has it. Shown once, when made' }),
    createdAt: z.string(),
  })
  .meta({ id: 'Webhook' })
export type WebhookJson = z.output<typeof webhook>

export const webhookList = z.strictObject({ items: z.array(webhook) }).meta({ id: 'WebhookList' })

/** With an order: the callback URL of that order. */
export const webhookQuery = z.strictObject({ order: searchText.optional() })

export const newWebhook = z
  .strictObject({
    url: httpUrl,
    events: z
      .array(z.enum(WEBHOOK_TYPES))
      .max(MOST_EVENTS)
      .optional()
      .meta({ description: 'Which types; none or empty: every type' }),
  })
  .meta({ id: 'NewWebhook' })

const delivery = z
  .strictObject({
    id: z.string(),
    event: z.string().meta({ description: 'The `webhook-id`' }),
    type: z.string(),
    sequence: z.number(),
    order: z.string().nullable(),
    state: z.enum(['pending', 'delivered', 'given-up']),
    attempts: z.int(),
    at: z.string(),
    lastAttemptAt: z.string().nullable(),
    nextAttemptAt: z.string().nullable(),
    lastStatus: z.int().nullable(),
    lastProblem: z.string().nullable().meta({ description: 'A stable code' }),
  })
  .meta({ id: 'WebhookDelivery' })

export const deliveryPage = z
  .strictObject({ items: z.array(delivery), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryPage' })
export type DeliveryPageJson = z.output<typeof deliveryPage>
