import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** What needs a hand, told once. */
export class AlarmsMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0008-alarms.sql', import.meta.url), 'utf8'))
  }
}
