import { type EntityManager, RawQueryFragment, raw, sql } from '@mikro-orm/postgresql'
import { CertloomError } from '../domain/errors.ts'

export { type RawQueryFragment as Fragment, sql } from '@mikro-orm/postgresql'

type Row = Record<string, unknown>

function refused(code: 'nul-character' | 'bad-characters'): CertloomError {
  return new CertloomError('invalid-input', { problems: [{ path: '', code }] })
}

/** PostgreSQL holds neither NUL nor half a surrogate pair: a text with one is bad input, not a failure of ours. */
export function refuseUnholdable(values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value === 'string' && value.includes('\0')) throw refused('nul-character')
    if (typeof value === 'string' && !value.isWellFormed()) throw refused('bad-characters')
    if (Array.isArray(value)) refuseUnholdable(value)
    if (value instanceof RawQueryFragment) refuseUnholdable(value.params)
  }
}

/** Runs one statement, in the transaction of `em` if it is in one, and gives its rows with columns as they are named. */
export async function rows<Result extends Row>(
  em: EntityManager,
  statement: RawQueryFragment,
): Promise<Result[]> {
  refuseUnholdable(statement.params)
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
  // The only escapes that JSON allows and jsonb refuses; an escaped backslash before one makes it harmless text.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) throw refused('nul-character')
  // `stringify` escapes a surrogate only where its other half is missing.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text)) throw refused('bad-characters')
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
