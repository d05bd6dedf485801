import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Notes and tasks of admins about an order. */
export class NotesMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0013-notes.sql', import.meta.url), 'utf8'))
  }
}
