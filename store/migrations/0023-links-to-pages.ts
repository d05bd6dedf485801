import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** Sign-in links that lead to the page that was meant. */
export class LinksToPagesMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0023-links-to-pages.sql', import.meta.url), 'utf8'))
  }
}
