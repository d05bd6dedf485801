import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Who makes invoices, and the queue of what billing systems are told. */
export class BillingMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0007-billing.sql', import.meta.url), 'utf8'))
  }
}
