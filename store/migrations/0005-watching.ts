import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** What the watcher remembers of the CA's lists, and room for its many small writes. */
export class WatchingMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0005-watching.sql', import.meta.url), 'utf8'))
  }
}
