import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Names in certificates compared with those that were ordered. */
export class ComparedNamesMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0020-compared-names.sql', import.meta.url), 'utf8'))
  }
}
