import { FirstMigration } from './0001-first.ts'
import { CatalogueMigration } from './0002-catalogue.ts'
import { DocumentsMigration } from './0003-documents.ts'
import { ExchangesMigration } from './0004-exchanges.ts'
import { WatchingMigration } from './0005-watching.ts'
import { PreflightMigration } from './0006-preflight.ts'
import { BillingMigration } from './0007-billing.ts'
import { AlarmsMigration } from './0008-alarms.ts'
import { BulkMigration } from './0009-bulk.ts'
import { LifeMigration } from './0010-life.ts'
import { ManualCaMigration } from './0011-manual-ca.ts'
import { AlarmsScaleMigration } from './0012-alarms-scale.ts'
import { NotesMigration } from './0013-notes.ts'
import { MailTemplatesMigration } from './0014-mail-templates.ts'
import { AdministrationMigration } from './0015-administration.ts'
import { BulkStopMigration } from './0016-bulk-stop.ts'
import { PaymentsMigration } from './0017-payments.ts'
import { FailedChecksMigration } from './0019-failed-checks.ts'
import { ComparedNamesMigration } from './0020-compared-names.ts'
import { SearchFoldedMigration } from './0021-search-folded.ts'
import { LinksToPagesMigration } from './0023-links-to-pages.ts'
import { TimeZoneMigration } from './0024-time-zone.ts'

/** All migrations in their order. A name that has been released never changes. */
export const MIGRATIONS = [
  { name: '0001-first', class: FirstMigration },
  { name: '0002-catalogue', class: CatalogueMigration },
  { name: '0003-documents', class: DocumentsMigration },
  { name: '0004-exchanges', class: ExchangesMigration },
  { name: '0005-watching', class: WatchingMigration },
  { name: '0006-preflight', class: PreflightMigration },
  { name: '0007-billing', class: BillingMigration },
  { name: '0008-alarms', class: AlarmsMigration },
  { name: '0009-bulk', class: BulkMigration },
  { name: '0010-life', class: LifeMigration },
  { name: '0011-manual-ca', class: ManualCaMigration },
  { name: '0012-alarms-scale', class: AlarmsScaleMigration },
  { name: '0013-notes', class: NotesMigration },
  { name: '0014-mail-templates', class: MailTemplatesMigration },
  { name: '0015-administration', class: AdministrationMigration },
  { name: '0016-bulk-stop', class: BulkStopMigration },
  { name: '0017-payments', class: PaymentsMigration },
  { name: '0019-failed-checks', class: FailedChecksMigration },
  { name: '0020-compared-names', class: ComparedNamesMigration },
  { name: '0021-search-folded', class: SearchFoldedMigration },
  { name: '0023-links-to-pages', class: LinksToPagesMigration },
  { name: '0024-time-zone', class: TimeZoneMigration },
]
