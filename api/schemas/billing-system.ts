import { z } from 'zod'
import { MAIL_NAMES, MAIL_SENDERS } from '../../domain/mail.ts'
import { INVOICINGS } from '../../domain/plan-settings.ts'
import { email, httpUrl, line, timeZone } from './common.ts'

const brand = z.strictObject({
  name: line(100).nullable(),
  sender: email.nullable(),
  replyTo: email.nullable(),
  logoUrl: httpUrl.nullable(),
})

export const billingSystem = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    invoicing: z.enum(INVOICINGS).meta({ description: 'Who makes the invoice of a renewal' }),
    brand: z.strictObject({
      name: z.string().nullable(),
      sender: z.string().nullable(),
      replyTo: z.string().nullable(),
      logoUrl: z.string().nullable(),
    }),
    mails: z
      .record(z.string(), z.enum(MAIL_SENDERS))
      .meta({ description: 'Who sends which mail; what is not named is sent by Certloom' }),
    timeZone: z
      .string()
      .nullable()
      .meta({ description: 'Zone whose days its customers read and type; null: the installation’s' }),
    secret: z.string().optional().meta({
      description: 'Signs webhooks to callback URLs. Shown once, where it was made',
    }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'BillingSystem' })
export type BillingSystemJson = z.output<typeof billingSystem>

export const billingSystemList = z
  .strictObject({ items: z.array(billingSystem) })
  .meta({ id: 'BillingSystemList' })

const fields = {
  name: line(100),
  invoicing: z.enum(INVOICINGS).optional(),
  brand: brand.partial().optional(),
  timeZone: timeZone.nullable().optional(),
  mails: z.partialRecord(z.enum(MAIL_NAMES), z.enum(MAIL_SENDERS)).optional(),
}

export const newBillingSystem = z.strictObject(fields).meta({ id: 'NewBillingSystem' })

/** What is not given stays. */
export const billingSystemChange = z
  .strictObject({
    ...fields,
    name: fields.name.optional(),
    rotateSecret: z.boolean().optional().meta({ description: 'Makes a new secret and shows it' }),
  })
  .meta({ id: 'BillingSystemChange' })
