import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CertloomError } from '../../domain/errors.ts'
import { productSettings } from '../../domain/product-settings.ts'
import { migrateDatabase, openDatabase } from '../../store/database.ts'
import { isDatabaseAway } from '../../store/database-away.ts'
import { MIGRATIONS } from '../../store/migrations/list.ts'
import { adminByCredentials, createAdmin } from '../../store/queries/admins.ts'
import { billingSystemByName } from '../../store/queries/billing-systems.ts'
import {
  caCursor,
  certumAccess,
  listCaAccounts,
  noteCaProblem,
  preferredCaAccount,
  seedCaAccount,
  setCaCursor,
} from '../../store/queries/ca-accounts.ts'
import {
  isKnown,
  listProducts,
  productByCode,
  snapshotOf,
  upsertProducts,
} from '../../store/queries/products.ts'
import { createToken, ensureToken, revokeToken, tokenByPlain } from '../../store/queries/tokens.ts'
import { json, row, rows, sql, textArray } from '../../store/sql.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { PRODUCT, withInstallation } from './installation.ts'

const here = withInstallation()

describe('the database', () => {
  test('of two processes that migrate at once one does it, and later ones find nothing to do', async () => {
    const { url, drop } = await createTestDatabase({ empty: true })
    const ran = await Promise.all([migrateDatabase(url), migrateDatabase(url)])
    assert.deepEqual(
      ran.flat(),
      MIGRATIONS.map(({ name }) => name),
    )
    assert.deepEqual(await migrateDatabase(url), [])
    await drop()
  })

  test('every entity has the columns that the migrations made', async () => {
    const changes = await here.db.orm.schema.getUpdateSchemaSQL({ safe: true })
    assert.doesNotMatch(changes, /add column|create table|drop column/)
  })

  test('opening does not connect, and an absent PostgreSQL is told from a bad statement', async () => {
    const away = await openDatabase('postgresql://nobody:none@127.0.0.1:1/none')
    const refused = await rows(away.em(), sql`select 1`).catch((error: unknown) => error)
    assert.equal(isDatabaseAway(refused), true)
    await away.close()
    const wrong = await rows(here.db.em(), sql`select nonsense`).catch((error: unknown) => error)
    assert.ok(wrong instanceof Error)
    assert.equal(isDatabaseAway(wrong), false)
  })

  test('connections that the server cuts count as away, and are replaced by new ones', async () => {
    const one = (): Promise<unknown> => rows(here.db.em(), sql`select 1 as one`)
    await Promise.all([one(), one(), one()])
    const cut = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()`
    const error = await rows(here.db.em(), cut).catch((error: unknown) => error)
    assert.equal(isDatabaseAway(error), true)
    const back = async (): Promise<unknown> =>
      one().catch((error: unknown) => (isDatabaseAway(error) ? back() : Promise.reject(error)))
    assert.deepEqual(await back(), [{ one: 1 }])
  })

  test('texts, lists and JSON come back exactly, whatever is in them', async () => {
    const text = `it's "a" \\ $1 ? ?? ; -- ążź 😀 \\u0000`
    const list = ['a,b', "c'd", '{e}', '', 'NULL', '\\']
    const back = await row<{ text: string; list: string[]; empty: string[]; value: unknown }>(
      here.db.em(),
      sql`select ${text}::text as text, ${textArray(list)} as list, ${textArray([])} as empty,
            ${json({ text, list })} as value`,
    )
    assert.deepEqual(back, { text, list, empty: [], value: { text, list } })
  })

  test('a NUL is refused as bad input before PostgreSQL sees it', async () => {
    for (const bad of [sql`select ${'a\0b'}`, sql`select ${textArray(['x', '\0'])}`]) {
      await assert.rejects(rows(here.db.em(), bad), CertloomError)
    }
    assert.throws(() => json({ note: 'a\0b' }), CertloomError)
  })
})

describe('tokens', () => {
  test('a token is found by itself alone, with its billing system made on the way', async () => {
    const plain = await createToken(here.db, {
      billingSystemName: 'shop',
      name: 'module',
      scopes: ['orders:read'],
    })
    const holder = await tokenByPlain(here.db, plain)
    assert.equal(holder?.billingSystemName, 'shop')
    assert.equal(holder?.billingSystemId, (await billingSystemByName(here.db, 'shop'))?.id)
    assert.deepEqual(holder?.scopes, ['orders:read'])
    assert.equal(await tokenByPlain(here.db, `${plain}x`), null)
  })

  test('neither the token nor its end is kept', async () => {
    const plain = await createToken(here.db, { billingSystemName: null, name: 'all', scopes: ['admin'] })
    const kept = await rows<{ all: string }>(here.db.em(), sql`select t::text as all from api_tokens t`)
    assert.equal(
      kept.some(({ all }) => all.includes(plain.slice(-20))),
      false,
    )
  })

  test('a revoked token is nobody’s', async () => {
    const plain = await createToken(here.db, { billingSystemName: 'shop', name: 'old', scopes: ['admin'] })
    const holder = await tokenByPlain(here.db, plain)
    await revokeToken(here.db, holder?.id ?? '')
    assert.equal(await tokenByPlain(here.db, plain), null)
  })

  test('a token that was made elsewhere is kept once', async () => {
    const token = { billingSystemName: 'default', name: 'first start', scopes: ['admin'] } as const
    await ensureToken(here.db, 'cl_made-elsewhere', token)
    await ensureToken(here.db, 'cl_made-elsewhere', { ...token, scopes: ['orders:read'] })
    assert.deepEqual((await tokenByPlain(here.db, 'cl_made-elsewhere'))?.scopes, ['admin'])
  })

  test('a token without a billing system must be an admin’s', async () => {
    await assert.rejects(
      createToken(here.db, { billingSystemName: null, name: 'x', scopes: ['orders:read'] }),
      /must have scope admin/,
    )
  })
})

describe('admins', () => {
  test('signs in with the address in any case and the right password only', async () => {
    await createAdmin(here.db, 'Admin@Certloom.test', 'correct horse')
    assert.equal(
      (await adminByCredentials(here.db, 'admin@certloom.TEST', 'correct horse'))?.email,
      'admin@certloom.test',
    )
    assert.equal(await adminByCredentials(here.db, 'admin@certloom.test', 'wrong'), null)
    assert.equal(await adminByCredentials(here.db, 'nobody@certloom.test', 'correct horse'), null)
  })

  test('creating one again sets a new password, unless only a new one is wanted', async () => {
    await createAdmin(here.db, 'twice@certloom.test', 'first')
    await createAdmin(here.db, 'twice@certloom.test', 'second')
    await createAdmin(here.db, 'twice@certloom.test', 'third', { onlyIfNew: true })
    assert.equal(await adminByCredentials(here.db, 'twice@certloom.test', 'first'), null)
    assert.notEqual(await adminByCredentials(here.db, 'twice@certloom.test', 'second'), null)
  })
})

describe('the catalogue', () => {
  test('a product comes back as the snapshot it was made of, on sale after seeding', async () => {
    const product = await productByCode(here.db, '601')
    assert.ok(product !== null && isKnown(product))
    const { settings, ...facts } = snapshotOf(product)
    assert.deepEqual(facts, PRODUCT)
    assert.deepEqual(settings, productSettings('ssl', { caLanguage: 'pl' }))
    assert.equal(product.enabled, true)
    assert.equal(await productByCode(here.db, '999'), null)
  })

  test('an import changes the CA’s facts and leaves what the admin chose', async () => {
    await rows(
      here.db.em(),
      sql`update products set enabled = false, settings = '{"defaultMethod": "FILE"}' where code = '601'`,
    )
    await upsertProducts(
      here.db,
      [
        { ...PRODUCT, validityDays: 199 },
        { ...PRODUCT, code: '602' },
      ],
      {
        enabled: true,
      },
    )
    const [first, second] = await listProducts(here.db)
    assert.deepEqual(
      [first?.validityDays, first?.enabled, first?.settings],
      [199, false, { defaultMethod: 'FILE' }],
    )
    assert.deepEqual([second?.code, second?.enabled], ['602', true])
  })
})

describe('CA accounts', () => {
  test('the password is sealed at rest and opened for use', async () => {
    const access = await certumAccess(here.db, here.caAccountId, here.keyRing)
    assert.equal(access?.password, 'pass word')
    const [kept] = await listCaAccounts(here.db)
    assert.match(kept?.passwordSealed ?? '', /^v1\./)
    assert.doesNotMatch(kept?.passwordSealed ?? '', /pass word/)
    assert.equal(await certumAccess(here.db, 'unknown', here.keyRing), null)
  })

  test('the sandbox stays one account wherever it listens, another CA address is another account', async () => {
    const seed = { mode: 'sandbox', url: 'http://127.0.0.1:2/', userName: 'user', password: 'new' } as const
    assert.equal(await seedCaAccount(here.db, here.keyRing, seed), here.caAccountId)
    const other = await seedCaAccount(here.db, here.keyRing, { ...seed, mode: 'test' })
    assert.notEqual(other, here.caAccountId)
    assert.equal((await preferredCaAccount(here.db))?.id, other)
    assert.equal((await certumAccess(here.db, here.caAccountId, here.keyRing))?.url, 'http://127.0.0.1:2/')
  })

  test('the cursor never goes back, and an answer clears the problem', async () => {
    await noteCaProblem(here.db, here.caAccountId, 'ca-unreachable')
    assert.equal(await caCursor(here.db, here.caAccountId), null)
    await setCaCursor(here.db, here.caAccountId, '2031-01-02T00:00:00.123Z', new Date())
    await setCaCursor(here.db, here.caAccountId, '2031-01-01T00:00:00.000Z', new Date())
    assert.equal(await caCursor(here.db, here.caAccountId), '2031-01-02T00:00:00.123Z')
    const account = (await listCaAccounts(here.db)).find(({ id }) => id === here.caAccountId)
    assert.equal(account?.lastProblem, null)
  })
})
