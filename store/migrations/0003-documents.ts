import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Documents, what was sent of them, and what the CA says of them and of mailboxes. */
export class DocumentsMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0003-documents.sql', import.meta.url), 'utf8'))
  }
}
