import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** One request for many orders, sent order by order. */
export class BulkMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0009-bulk.sql', import.meta.url), 'utf8'))
  }
}
