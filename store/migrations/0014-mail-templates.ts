import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Mails in other words, and by other senders. */
export class MailTemplatesMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0014-mail-templates.sql', import.meta.url), 'utf8'))
  }
}
