import { z } from 'zod'
import type { Database } from '../core/database.ts'
import { readSetting, writeSetting } from '../core/settings.ts'

const LINK = 'billing.link'

/** How this billing system and Certloom know each other. */
const linkSchema = z.object({
  /** Of the API, `/api/v1` included, and a token for it. */
  apiUrl: z.string().nullable(),
  token: z.string().nullable(),
  /** By which webhooks are signed. */
  secret: z.string().nullable(),
  /** Invoices that Certloom asks for are paid at once. */
  autoPay: z.boolean(),
})
export type BillingLink = z.infer<typeof linkSchema>

export const linkInput = z.strictObject({
  apiUrl: z.url({ protocol: /^https?$/ }).optional(),
  token: z.string().min(1).optional(),
  secret: z.string().startsWith('whsec_').optional(),
  autoPay: z.boolean().optional(),
})

export function billingLink(database: Database): BillingLink {
  const kept = readSetting(database, LINK)
  if (kept === undefined) return { apiUrl: null, token: null, secret: null, autoPay: false }
  return linkSchema.parse(JSON.parse(kept))
}

/** What is not given stays. */
export function changeLink(database: Database, change: z.infer<typeof linkInput>): void {
  writeSetting(database, LINK, JSON.stringify({ ...billingLink(database), ...change }))
}
