import { createAdminService } from './admins.ts'
import { createAlarmService } from './alarms.ts'
import { createAuditService } from './audit.ts'
import { createBillingSystemService } from './billing-systems.ts'
import { createBulkService } from './bulk.ts'
import { createCaAccountService } from './ca-accounts.ts'
import { createCaOrderMonthService } from './ca-order-month.ts'
import { createCaTaskService } from './ca-tasks.ts'
import { createCatalogueService } from './catalogue.ts'
import { createCertificateService } from './certificates.ts'
import { createConfigurationService } from './configuration.ts'
import type { ServiceDeps } from './deps.ts'
import { createDocumentService } from './documents.ts'
import { createExchangeService } from './exchanges.ts'
import { readiness } from './health.ts'
import { createInspectionService } from './inspection.ts'
import { createSettingsService } from './installation-settings.ts'
import { createLifeService } from './life.ts'
import { createMailTemplateService } from './mail-templates.ts'
import { createManualCertificateService } from './manual-certificate.ts'
import { createNextCertificateService } from './next-certificate.ts'
import { createOrderJournalService } from './order-journal.ts'
import { createOrderMoveService } from './order-move.ts'
import { createOrderNoteService } from './order-notes.ts'
import { createOrderService } from './orders.ts'
import { createOverviewService } from './overview.ts'
import { createClientLinkService } from './people.ts'
import { createPlanService } from './plan.ts'
import { createReplacingService } from './replacing.ts'
import { createRevocationService } from './revocation.ts'
import { createTimeZoneService } from './time-zones.ts'
import { createTokenService } from './tokens.ts'
import { createVerificationService } from './verification.ts'
import { createWebhookService } from './webhooks.ts'

export { isDatabaseAway } from '../../store/database-away.ts'
export { verifyUtf8Form } from '../middleware/utf8-body.ts'
export type { Caller, ServiceDeps } from './deps.ts'
export { isMultipart, readMultipart, type UploadedFile } from './multipart.ts'
export { createTemporalGateway } from './temporal-gateway.ts'

/** The use cases behind both the API and the pages: the only code of theirs that knows the store and the engine. */
export function createServices(deps: ServiceDeps) {
  return {
    orders: createOrderService(deps),
    configuration: createConfigurationService(deps),
    verification: createVerificationService(deps),
    documents: createDocumentService(deps),
    life: createLifeService(deps),
    replacing: createReplacingService(deps),
    nextCertificate: createNextCertificateService(deps),
    revocation: createRevocationService(deps),
    bulk: createBulkService(deps),
    certificates: createCertificateService(deps),
    manualCertificates: createManualCertificateService(deps),
    caOrderMonth: createCaOrderMonthService(deps),
    caTasks: createCaTaskService(deps),
    orderJournal: createOrderJournalService(deps),
    orderMove: createOrderMoveService(deps),
    orderNotes: createOrderNoteService(deps),
    exchanges: createExchangeService(deps),
    products: createCatalogueService(deps),
    caAccounts: createCaAccountService(deps),
    billingSystems: createBillingSystemService(deps),
    webhooks: createWebhookService(deps),
    mailTemplates: createMailTemplateService(deps),
    timeZones: createTimeZoneService(deps),
    settings: createSettingsService(deps),
    alarms: createAlarmService(deps),
    overview: createOverviewService(deps),
    plan: createPlanService(deps),
    ...createInspectionService(deps),
    clientLinks: createClientLinkService(deps),
    admins: createAdminService(deps),
    tokens: createTokenService(deps),
    audit: createAuditService(deps),
    health: () => readiness(deps),
  }
}

export type Services = ReturnType<typeof createServices>
