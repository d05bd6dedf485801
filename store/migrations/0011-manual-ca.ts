import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** CAs without an API: what admins are to do there, and what came of it. */
export class ManualCaMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0011-manual-ca.sql', import.meta.url), 'utf8'))
  }
}
