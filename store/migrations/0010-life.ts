import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Reissues, and the key of each certificate. */
export class LifeMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0010-life.sql', import.meta.url), 'utf8'))
  }
}
