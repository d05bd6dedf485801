import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Looks at records that keep a CA from issuing, and failed checks that nobody was told of. */
export class FailedChecksMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0019-failed-checks.sql', import.meta.url), 'utf8'))
  }
}
