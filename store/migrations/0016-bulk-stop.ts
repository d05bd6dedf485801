import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Bulk jobs that are called off. */
export class BulkStopMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0016-bulk-stop.sql', import.meta.url), 'utf8'))
  }
}
