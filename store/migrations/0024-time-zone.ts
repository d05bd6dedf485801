import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** The zone in which days are told. */
export class TimeZoneMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0024-time-zone.sql', import.meta.url), 'utf8'))
  }
}
