import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { checkConnection } from '../../activities/ca/check-connection.ts'
import { CaUnavailable } from '../../activities/ca/errors.ts'
import { importProducts } from '../../activities/ca/import-products.ts'
import { createPorts } from '../../activities/ca/ports.ts'
import { sandboxCatalogue } from '../../bin/processes/sandbox-catalogue.ts'
import { newId } from '../../platform/ids.ts'
import { PRODUCTS } from '../../sandbox/core/catalogue.ts'
import { editCaAccount } from '../../store/queries/ca-account-edits.ts'
import { listCaAccounts, seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { listProducts, productByCode, upsertProducts } from '../../store/queries/products.ts'
import { overdueImports, wantImport } from '../../store/queries/wanted-imports.ts'
import { header, startRawServer, startScriptedCa } from '../certum/support/servers.ts'
import { withInstallation } from '../store/installation.ts'
import { worldFor } from './deps.ts'

const here = withInstallation()
const LIMIT_MS = 5_000

/** An account at a service, and what activities around it need. */
async function accountAt(url: string, caTimeoutMs = 2_000) {
  const account = { mode: 'test', url, userName: newId(), password: 'p', callsPerSecond: 1_000 } as const
  const caAccountId = await seedCaAccount(here.db, here.keyRing, account)
  const portOf = createPorts({ db: here.db, keyRing: here.keyRing, timeoutMs: caTimeoutMs })
  return { caAccountId, deps: { db: here.db, portOf, clock: () => new Date(), caTimeoutMs } }
}

async function listing(t: TestContext, product: readonly object[]) {
  const ca = await startScriptedCa({
    getProductList: () => ({ responseHeader: header(), products: { product } }),
  })
  t.after(ca.close)
  return accountAt(ca.url)
}

describe('the import of a CA’s products', () => {
  test('finds what the sandbox sells as the first start seeds it, renewals with their products', async (t) => {
    const world = await worldFor(t, here)
    await upsertProducts(here.db, sandboxCatalogue(), { enabled: true })
    const before = await listProducts(here.db)
    const result = await importProducts(world.deps, world)
    assert.deepEqual(result, { ok: true, added: [], changed: [], unknown: [], gone: [], ignored: [] })
    const after = await listProducts(here.db)
    assert.deepEqual(
      after.map(({ updatedAt: _at, listedBy: _by, ...rest }) => rest),
      before.map(({ updatedAt: _at, listedBy: _by, ...rest }) => rest),
    )
    assert.equal(after.length, PRODUCTS.filter(({ purpose }) => purpose === 'issue').length)
    assert.equal((await productByCode(here.db, '601'))?.renewalCode, '606')
  })

  test('takes two hundred products well within its time', async (t) => {
    const product = Array.from({ length: 200 }, (_, index) => ({
      code: String(1_000 + index),
      type: `Trusted SSL ${index} (1 Year) Issue`,
      validityPeriod: 365,
      supportedHashAlgorithms: { hashAlgorithm: ['RSA-SHA256', 'ECC-SHA256'] },
    }))
    const { deps, caAccountId } = await listing(t, product)
    const began = performance.now()
    const result = await importProducts(deps, { caAccountId })
    const tookMs = performance.now() - began
    assert.ok(result.ok)
    assert.equal(result.added.length, 200)
    assert.ok(tookMs < LIMIT_MS, `${tookMs} ms`)
    t.diagnostic(`200 products in ${Math.round(tookMs)} ms`)
  })

  test('keeps what it cannot tell for an admin, and leaves out renewals of nothing', async (t) => {
    const { deps, caAccountId } = await listing(t, [
      { code: 101, type: 'Document Signing', validityPeriod: 1 },
      { code: 102, type: 'Some SSL' },
      { code: 646, type: 'Premium EV SSL (1 Year) Renewal', validityPeriod: 365 },
      { code: 602, type: 'Commercial SSL (2 Years) Issue' },
      { code: 602, type: 'Commercial SSL (2 Years) Issue' },
      { code: 607, type: 'Commercial SSL (2 Years) Renewal' },
    ])
    const result = await importProducts(deps, { caAccountId })
    assert.ok(result.ok)
    assert.deepEqual(result.added, ['101', '102', '602'])
    assert.deepEqual(result.unknown, ['101', '102'])
    assert.deepEqual(result.ignored, ['646'])
    const unknown = await productByCode(here.db, '101')
    assert.deepEqual([unknown?.kind, unknown?.names.max, unknown?.methods], [null, 0, []])
    const known = await productByCode(here.db, '602')
    assert.deepEqual([known?.kind, known?.renewalCode, known?.validityDays], ['ssl', '607', 730])
  })

  test('shows every product whose code nobody knows, whatever digit it ends in', async (t) => {
    const { deps, caAccountId } = await listing(t, [
      { code: 117, type: 'Certum Something' },
      { code: 128, type: 'Trusted SSL' },
      { code: 136, type: 'Commercial SSL (1 Year) Renewal' },
      { code: 691, type: 'Test SSL' },
      { code: 821, type: 'Open Source' },
    ])
    const result = await importProducts(deps, { caAccountId })
    assert.ok(result.ok)
    assert.deepEqual(result.added, ['117', '128', '136', '691', '821'])
    assert.deepEqual(result.unknown, ['117', '136'])
    assert.deepEqual(result.ignored, [])
    const kinds = await Promise.all(
      result.added.map(async (code) => (await productByCode(here.db, code))?.kind),
    )
    assert.deepEqual(kinds, [null, 'ssl', null, 'ssl', 'code-signing'])
    assert.equal((await productByCode(here.db, '691'))?.validityDays, 30)
  })

  test('a wrong password is said, and not tried again; a CA that is away is', async (t) => {
    const refusing = await startRawServer((_request, response) => response.writeHead(403).end())
    t.after(refusing.close)
    const refused = await accountAt(refusing.url)
    await wantImport(here.db, refused.caAccountId)
    const result = await importProducts(refused.deps, refused)
    assert.deepEqual(result, { ok: false, problem: 'not-allowed' })

    const busy = await startRawServer((_request, response) => response.writeHead(503).end())
    t.after(busy.close)
    const away = await accountAt(busy.url)
    await wantImport(here.db, away.caAccountId)
    await assert.rejects(importProducts(away.deps, away), CaUnavailable)
    assert.deepEqual(await overdueImports(here.db, -1), [away.caAccountId])
  })
})

describe('the check of an account', () => {
  const problemOf = async (caAccountId: string) =>
    (await listCaAccounts(here.db)).find(({ id }) => id === caAccountId)?.lastProblem

  test('says what is wrong, remembers it, and forgets it once it is mended', async (t) => {
    const world = await worldFor(t, here)
    const { caAccountId } = world
    assert.deepEqual(await checkConnection(world.deps, world), { problem: null, caCode: null })
    await editCaAccount(here.db, here.keyRing, caAccountId, () => ({ password: 'wrong' }))
    assert.deepEqual(await checkConnection(world.deps, world), { problem: 'credentials', caCode: null })
    assert.equal(await problemOf(caAccountId), 'credentials')
    await editCaAccount(here.db, here.keyRing, caAccountId, () => ({ password: world.sandbox.password }))
    assert.equal((await checkConnection(world.deps, world)).problem, null)
    assert.equal(await problemOf(caAccountId), null)
    await editCaAccount(here.db, here.keyRing, caAccountId, () => ({ url: `${world.sandbox.soapUrl}x` }))
    assert.equal((await checkConnection(world.deps, world)).problem, 'wrong-address')
  })

  test('of a CA that says nothing ends in time', async (t) => {
    const silent = await startRawServer(() => undefined, { status: 200, body: '' })
    t.after(silent.close)
    const { deps, caAccountId } = await accountAt(silent.url, 300)
    const began = Date.now()
    assert.equal((await checkConnection(deps, { caAccountId })).problem, 'timeout')
    assert.ok(Date.now() - began < 2_000)
  })

  test('tells the CA’s own number where it refuses by one', async (t) => {
    const ca = await startScriptedCa({
      getProductList: () => ({
        responseHeader: header({ successCode: 1, errors: { Error: { errorCode: 2999 } } }),
      }),
    })
    t.after(ca.close)
    const { deps, caAccountId } = await accountAt(ca.url)
    assert.deepEqual(await checkConnection(deps, { caAccountId }), { problem: 'ca-error', caCode: 2999 })
    assert.deepEqual(await importProducts(deps, { caAccountId }), { ok: false, problem: 'ca-error' })
  })
})
