import type { CertificateDetails } from '../api/schemas/certificate.ts'
import type { EventJson, OrderBeginning } from '../api/services/orders.ts'
import type { Caller, Services } from '../api/services/services.ts'

export type { DocumentJson } from '../api/schemas/document.ts'
export type { Readiness } from '../api/schemas/health.ts'
export type CaTaskJson = Awaited<ReturnType<Services['caTasks']['list']>>['items'][number]
export type { BillingSystemJson } from '../api/schemas/billing-system.ts'
export type { BulkPreviewJson as BulkPreview } from '../api/schemas/bulk.ts'
export type { CaAccountJson as AccountJson } from '../api/schemas/ca-account.ts'
export type { ProductJson } from '../api/schemas/catalogue.ts'
export type AdminJson = Awaited<ReturnType<Services['admins']['list']>>[number]
export type AuditJson = Awaited<ReturnType<Services['audit']['list']>>['items'][number]
export type WebhookOfAdmins = Awaited<ReturnType<Services['webhooks']['every']>>[number]
export type { CsrInspectionJson } from '../api/schemas/inspection.ts'
export type { MailTemplateJson } from '../api/schemas/mail-template.ts'
export type { OrderNoteJson } from '../api/schemas/note.ts'
export type { OrderJson } from '../api/schemas/order.ts'
export type { PlanJson } from '../api/schemas/plan.ts'
export type { VerificationJson } from '../api/schemas/verification.ts'
export type { NextCertificate, RenewalVariant } from '../api/services/next-certificate.ts'
export type { SharedKey } from '../api/services/revocation.ts'
export type { Caller, CertificateDetails, EventJson, OrderBeginning }

/** The use cases that pages call; what they look like is the services' own word. */
export type WebServices = Services

export type Money = { amount: number; currency: string }
export type { ConfigurationAllowance as Allowance } from '../api/services/configuration.ts'
export type ConfigurationJson = Awaited<ReturnType<Services['configuration']['read']>>
