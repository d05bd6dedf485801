import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { z } from 'zod'
import { ADDED_COLUMNS, SCHEMA } from './schema.ts'

/** The sandbox's one store. Rows come back through a zod schema, so that nothing untyped leaves this file. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void
  all<Row>(row: z.ZodType<Row>, sql: string, ...values: SQLInputValue[]): Row[]
  one<Row>(row: z.ZodType<Row>, sql: string, ...values: SQLInputValue[]): Row | undefined
  /** Runs `work` as one transaction, or as a part of the one that runs already; what it throws undoes it. */
  transaction<T>(work: () => T): T
  close(): void
}

/** Opens (and makes, if new) the store in a file, or in memory for `:memory:`. */
export function openDatabase(file: string): Database {
  const sqlite = new DatabaseSync(file)
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
  sqlite.exec(SCHEMA)
  addColumns(sqlite)
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = sqlite.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    run: (sql, ...values) => {
      prepare(sql).run(...values)
    },
    all: (row, sql, ...values) =>
      prepare(sql)
        .all(...values)
        .map((found) => row.parse(found)),
    one: (row, sql, ...values) => {
      const found = prepare(sql).get(...values)
      return found === undefined ? undefined : row.parse(found)
    },
    transaction: (work) => inTransaction(sqlite, work),
    close: () => {
      statements.clear()
      sqlite.close()
    },
  }
}

function addColumns(sqlite: DatabaseSync): void {
  for (const { table, column, definition } of ADDED_COLUMNS) {
    const known = sqlite.prepare('SELECT name FROM pragma_table_info(?) WHERE name = ?').get(table, column)
    if (known === undefined) sqlite.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`)
  }
}

function inTransaction<T>(sqlite: DatabaseSync, work: () => T): T {
  sqlite.exec('SAVEPOINT work')
  try {
    const result = work()
    sqlite.exec('RELEASE work')
    return result
  } catch (error) {
    sqlite.exec('ROLLBACK TO work')
    sqlite.exec('RELEASE work')
    throw error
  }
}
