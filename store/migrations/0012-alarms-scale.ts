import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Alarms over many orders. */
export class AlarmsScaleMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0012-alarms-scale.sql', import.meta.url), 'utf8'))
  }
}
