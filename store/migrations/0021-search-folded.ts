import { readFileSync } from 'node:fs'
import { Migration } from '@mikro-orm/migrations'

/** A search that does not ask for the marks on letters. */
export class SearchFoldedMigration extends Migration {
  override up(): void {
    this.addSql(readFileSync(new URL('./0021-search-folded.sql', import.meta.url), 'utf8'))
  }
}
