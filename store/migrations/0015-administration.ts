import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Who looks after the installation, and what was changed of it. */
export class AdministrationMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0015-administration.sql', import.meta.url), 'utf8'))
  }
}
