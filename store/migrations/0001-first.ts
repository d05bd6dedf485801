import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Every table of the first release. */
export class FirstMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0001-first.sql', import.meta.url), 'utf8'))
  }
}
