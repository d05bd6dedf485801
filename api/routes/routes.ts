import { ACCOUNT_ROUTES } from './account-routes.ts'
import { ALARM_ROUTES } from './alarm-routes.ts'
import { BILLING_SYSTEM_ROUTES } from './billing-system-routes.ts'
import { BULK_ROUTES } from './bulk-routes.ts'
import { CATALOGUE_ROUTES } from './catalogue-routes.ts'
import { CERTIFICATE_ROUTES } from './certificate-routes.ts'
import { CONFIGURATION_ROUTES } from './configuration-routes.ts'
import { DOCUMENT_ROUTES } from './document-routes.ts'
import { EXCHANGE_ROUTES } from './exchange-routes.ts'
import { LIFE_ROUTES } from './life-routes.ts'
import { MAIL_ROUTES } from './mail-routes.ts'
import { MANUAL_ROUTES } from './manual-routes.ts'
import { NOTE_ROUTES } from './note-routes.ts'
import { ORDER_ROUTES } from './order-routes.ts'
import { OTHER_ROUTES } from './other-routes.ts'
import { PLAN_ROUTES } from './plan-routes.ts'
import { REPLACING_ROUTES } from './replacing-routes.ts'
import type { Route } from './route.ts'
import { WEBHOOK_ROUTES } from './webhook-routes.ts'

/** Every call of the API. */
export const ROUTES: readonly Route[] = [
  ...OTHER_ROUTES,
  ...CATALOGUE_ROUTES,
  ...ACCOUNT_ROUTES,
  ...ALARM_ROUTES,
  ...BILLING_SYSTEM_ROUTES,
  ...WEBHOOK_ROUTES,
  ...ORDER_ROUTES,
  ...LIFE_ROUTES,
  ...REPLACING_ROUTES,
  ...MAIL_ROUTES,
  ...MANUAL_ROUTES,
  ...CONFIGURATION_ROUTES,
  ...DOCUMENT_ROUTES,
  ...CERTIFICATE_ROUTES,
  ...EXCHANGE_ROUTES,
  ...NOTE_ROUTES,
  ...BULK_ROUTES,
  ...PLAN_ROUTES,
]
