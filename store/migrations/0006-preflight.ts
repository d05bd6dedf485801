import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** What our own look before the CA's found. */
export class PreflightMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0006-preflight.sql', import.meta.url), 'utf8'))
  }
}
