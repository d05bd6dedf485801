import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** What was said to and by the CA. */
export class ExchangesMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0004-exchanges.sql', import.meta.url), 'utf8'))
  }
}
