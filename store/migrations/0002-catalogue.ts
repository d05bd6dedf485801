import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** What an admin may choose of products and CA accounts. */
export class CatalogueMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0002-catalogue.sql', import.meta.url), 'utf8'))
  }
}
