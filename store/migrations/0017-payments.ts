import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Payments by order and invoice. */
export class PaymentsMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0017-payments.sql', import.meta.url), 'utf8'))
  }
}
