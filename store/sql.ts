import { type EntityManager, RawQueryFragment, raw, sql } from '@mikro-orm/postgresql'
import { CertloomError } from '../domain/errors.ts'

export { type RawQueryFragment as Fragment, sql } from '@mikro-orm/postgresql'

type Row = Record<string, unknown>

/** PostgreSQL holds no NUL in a text: a body with one is bad input, not a failure of ours. */
function refuseNul(values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new CertloomError('invalid-input', { problems: [{ path: '', code: 'nul-character' }] })
    }
    if (Array.isArray(value)) refuseNul(value)
    if (value instanceof RawQueryFragment) refuseNul(value.params)
  }
}

/** Runs one statement, in the transaction of `em` if it is in one, and gives its rows with columns as they are named. */
export async function rows<Result extends Row>(
  em: EntityManager,
  statement: RawQueryFragment,
): Promise<Result[]> {
  refuseNul(statement.params)
  return em.execute<Result[]>(statement)
}

/** As `rows`, for a statement that gives one row at most. */
export async function row<Result extends Row>(
  em: EntityManager,
  statement: RawQueryFragment,
): Promise<Result | null> {
  return (await rows<Result>(em, statement))[0] ?? null
}

/** A `text[]`. */
export function textArray(values: readonly string[]): RawQueryFragment {
  return values.length === 0 ? sql`array[]::text[]` : sql`array[${[...values]}]::text[]`
}

/** A `jsonb`; undefined members are left out, a missing value is SQL's null. */
export function json(value: unknown): RawQueryFragment {
  if (value === null || value === undefined) return sql`null::jsonb`
  const text = JSON.stringify(value)
  // The only escape that JSON allows and jsonb refuses; an escaped backslash before it makes it harmless text.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) refuseNul(['\0'])
  return sql`${text}::jsonb`
}

/** Fragments one after the other, with `separator` (raw SQL) between. */
export function joined(fragments: readonly RawQueryFragment[], separator: string): RawQueryFragment {
  const [first = sql``, ...rest] = fragments
  return rest.reduce((sum, next) => sql`${sum} ${raw(separator)} ${next}`, first)
}

/** Raw statements give instants as PostgreSQL writes them. */
export function isoOf(instant: string): string {
  return new Date(instant).toISOString()
}
