import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import pg from 'pg'
import { createTestDatabase } from '../support/postgres.ts'

const migration = (name: string): string =>
  readFileSync(new URL(`../../store/migrations/${name}.sql`, import.meta.url), 'utf8')

test('a catalogue of an earlier release keeps its products, with their keys and languages as settings', async () => {
  const { url, drop } = await createTestDatabase({ empty: true })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(migration('0001-first'))
    await client.query(`insert into products (code, name, kind, validation, validity_days, names, hash_algorithms,
        methods, min_rsa_bits, ca_language, settings, enabled)
      values ('601', 'Commercial SSL', 'ssl', 'DV', 365, '{}', '{}', '{}', 4096, 'pl', '{"renewShown": false}', true)`)
    await client.query(`insert into ca_accounts (id, name, mode, url, user_name, password_sealed, calls_per_second)
      values ('a', 'Certum', 'test', 'https://x.test', 'u', 'p', 5)`)
    await client.query(migration('0002-catalogue'))
    const product = await client.query('select ca_name, settings, enabled, edited, gone_at from products')
    const settings = { renewShown: false, caLanguage: 'pl', minRsaBits: 4096 }
    const kept = { ca_name: 'Commercial SSL', settings, enabled: true, edited: [], gone_at: null }
    assert.deepEqual(product.rows, [kept])
    const account = await client.query('select enabled, preference, department from ca_accounts')
    assert.deepEqual(account.rows, [{ enabled: true, preference: 0, department: null }])
  } finally {
    await client.end()
    await drop()
  }
})
