import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inTransaction, openDatabase } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { numbered, preparedRow, preparedRows } from '../../store/prepared.ts'
import { joined, rows, sql, textArray } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'

describe('statements that PostgreSQL keeps', () => {
  const here = withInstallation()

  test('values get numbers, those of fragments in fragments too', () => {
    const conditions = [sql`a = ${1}`, sql`b in (${['x', 'y']})`]
    const statement = sql`select 1 from t where ${joined(conditions, 'and')} limit ${5}`
    assert.deepEqual(numbered(statement), {
      text: 'select 1 from t where a = $1 and b in ($2, $3) limit $4',
      values: [1, 'x', 'y', 5],
    })
  })

  test('what has no number is refused rather than asked wrongly', () => {
    assert.throws(() => numbered(sql`select '{"a":1}'::jsonb ? 'a'`), /cannot be prepared/)
  })

  test('values mean themselves, whatever stands in them', async () => {
    for (const text of ["it's", '$1', '?', '\\', 'żółw 🐢', '"; drop table orders; --']) {
      const found = await preparedRow<{ text: string }>(here.db, sql`select ${text}::text as text`)
      assert.equal(found?.text, text)
    }
    const found = await preparedRows<{ name: string }>(
      here.db,
      sql`select unnest(${textArray(['a', "b'", 'c'])}) as name`,
    )
    assert.deepEqual(
      found.map(({ name }) => name),
      ['a', "b'", 'c'],
    )
  })

  test('what PostgreSQL cannot hold is bad input', async () => {
    for (const text of ['a\0b', '\ud800'])
      await assert.rejects(preparedRows(here.db, sql`select ${text}::text`), { code: 'invalid-input' })
  })

  test('the same text is kept once, and values of the same text are not mixed up', async () => {
    const read = (n: number) => preparedRow<{ n: number }>(here.db, sql`select ${n}::int + 1000 as n`)
    const found = await Promise.all(Array.from({ length: 20 }, (_, n) => read(n)))
    assert.deepEqual(
      found.map((row) => row?.n),
      Array.from({ length: 20 }, (_, n) => n + 1000),
    )
    const kept = sql`select count(*)::int as n from pg_prepared_statements where statement like '%+ 1000 as n'`
    assert.ok(((await preparedRow<{ n: number }>(here.db, kept))?.n ?? 2) <= 1)
  })

  test('within a transaction it sees what the transaction wrote', async () => {
    const chosen = sql`select value from settings_kv where key = 'renewalCarriesDays'`
    const seen = await inTransaction(here.db, async (tx) => {
      await rows(tx.em(), sql`insert into settings_kv (key, value) values ('renewalCarriesDays', '7'::jsonb)`)
      return preparedRow<{ value: number }>(tx, chosen)
    })
    assert.deepEqual(seen, { value: 7 })
  })

  test('a database that cannot be reached is told as such', async () => {
    const db = await openDatabase('postgresql://nobody@127.0.0.1:1/none')
    await assert.rejects(preparedRows(db, sql`select 1`), isDatabaseAway)
    await db.close()
  })

  test('a table that got another column is read on', async () => {
    const em = here.db.em()
    await em.execute('create table growing (a int)')
    const read = () => preparedRows(here.db, sql`select a from growing`)
    for (let count = 0; count < 12; count += 1) await read()
    await em.execute('alter table growing add column b text; insert into growing values (1, null)')
    assert.deepEqual(await read(), [{ a: 1 }])
  })
})
