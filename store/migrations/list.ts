import { FirstMigration } from './0001-first.ts'
import { PreflightMigration } from './0006-preflight.ts'

/** All migrations in their order. A name that has been released never changes. */
export const MIGRATIONS = [
  { name: '0001-first', class: FirstMigration },
  { name: '0006-preflight', class: PreflightMigration },
]
