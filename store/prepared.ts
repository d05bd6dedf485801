import { RawQueryFragment } from '@mikro-orm/postgresql'
import type { Database } from './database.ts'
import { type Fragment, refuseUnholdable, rows } from './sql.ts'

type Row = Record<string, unknown>

interface Numbered {
  text: string
  values: unknown[]
}

/** A statement with `$1`, `$2`, … in place of its values; those of fragments within it are among them. */
export function numbered(statement: Fragment, values: unknown[] = []): Numbered {
  const params = [...statement.params]
  const text = statement.sql.replace(/\?\??/g, (mark) => {
    if (mark !== '?' || params.length === 0) throw new Error(`cannot be prepared: ${statement.sql}`)
    const value = params.shift()
    if (value instanceof RawQueryFragment) return numbered(value, values).text
    if (Array.isArray(value)) return value.map((each) => `$${values.push(each)}`).join(', ')
    return `$${values.push(value)}`
  })
  return { text, values }
}

/** A list has a text of its own for every set of filters; what is asked for seldom need not be kept by PostgreSQL. */
const MOST_NAMES = 200
const NAMES = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = NAMES.get(text)
  if (known !== undefined || NAMES.size >= MOST_NAMES) return known
  const name = `certloom_${NAMES.size + 1}`
  NAMES.set(text, name)
  return name
}

/**
 * As `rows`, for what nearly every page or call reads: PostgreSQL parses it once a connection, and plans it once where
 * one plan fits all values; both take longer than to run it (decision 0021). Values stand where their types are plain.
 */
export async function preparedRows<Result extends Row>(db: Database, statement: Fragment): Promise<Result[]> {
  const em = db.em()
  // A transaction has a connection of its own, which only the mapper knows.
  if (em.isInTransaction()) return rows(em, statement)
  refuseUnholdable(statement.params)
  const { text, values } = numbered(statement)
  const pool = await em.getDriver().getConnection().getNativeClient()
  const name = nameOf(text)
  const found = await pool.query<Result>({ text, values, ...(name === undefined ? {} : { name }) })
  return found.rows
}

/** As `preparedRows`, for a statement that gives one row at most. */
export async function preparedRow<Result extends Row>(
  db: Database,
  statement: Fragment,
): Promise<Result | null> {
  return (await preparedRows<Result>(db, statement))[0] ?? null
}
