import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { importCatalogue } from '../../store/queries/product-import.ts'
import { overdueImports } from '../../store/queries/wanted-imports.ts'
import type { CatalogueImportResult } from '../../workflows/contract.ts'
import { at, orderBody, problemsOf, textAt, withApi } from './harness.ts'
import { productMaker } from './product-maker.ts'

const api = withApi()
const { patch, product, sold } = productMaker(api)

let count = 0
async function unknownProduct(): Promise<string> {
  count += 1
  const code = `U${count}`
  const nothing = { renewalCode: null, validityDays: 365, hashAlgorithms: [], methods: [] }
  const names = { included: 0, max: 0, step: 1 }
  await importCatalogue(api.here.db, api.here.caAccountId, [
    { ...nothing, code, name: 'Something', kind: null, validation: null, names },
  ])
  return code
}

describe('a product that an import could not tell', () => {
  test('is shown as it is, and sold only once an admin has said what it is', async () => {
    const code = await unknownProduct()
    const shown = await product(code)
    assert.deepEqual(
      [at(shown, 'kind'), at(shown, 'enabled'), at(shown, 'requiredFields')],
      [null, false, []],
    )
    assert.deepEqual(problemsOf(await patch(code, { enabled: true })), ['/enabled product-kind-missing'])
    assert.deepEqual(problemsOf(await patch(code, { enabled: true, kind: 'ssl' })), [
      '/enabled product-kind-missing',
    ])
    const order = orderBody({ product: code })
    assert.deepEqual(problemsOf(await api.post('/orders', order)), ['/product product-not-enabled'])
    const names = await api.post('/names/inspect', { product: code, names: ['a.example.com'] })
    assert.deepEqual(problemsOf(names), ['/product product-unknown'])

    const known = await patch(code, { kind: 'ssl-multi', validation: 'OV', enabled: true })
    assert.equal(known.status, 200, known.text)
    assert.equal(at(known.body, 'names.max'), 11)
    assert.equal(at(known.body, 'methods.length'), 6)
    assert.equal((await api.post('/orders', order)).status, 201)
  })

  test('keeps what it was given at the next import', async () => {
    const code = await unknownProduct()
    await patch(code, { kind: 'ssl', validation: 'DV' })
    const facts = { renewalCode: null, validityDays: 30, hashAlgorithms: [], methods: [] }
    const names = { included: 0, max: 0, step: 1 }
    await importCatalogue(api.here.db, api.here.caAccountId, [
      { ...facts, code, name: 'Something', kind: null, validation: null, names },
    ])
    const after = await product(code)
    assert.deepEqual([at(after, 'kind'), at(after, 'names.max'), at(after, 'validityDays')], ['ssl', 2, 30])
  })
})

describe('a product that no CA lists', () => {
  test('needs a code of its own, a name, a kind, a validation and a validity', async () => {
    assert.deepEqual(problemsOf(await api.post('/products', {})).toSorted(), [
      '/code required',
      '/kind required',
      '/name required',
      '/validation required',
      '/validityDays required',
    ])
    const code = await sold()
    const again = { code, name: 'Again', kind: 'ssl', validation: 'DV', validityDays: 1 }
    assert.deepEqual(problemsOf(await api.post('/products', again)), ['/code product-code-taken'])
    const bad = await api.post('/products', { ...again, code: 'a b' })
    assert.deepEqual(problemsOf(bad), ['/code bad-format'])
    const wrong = await api.post('/products', { ...again, code: 'new', kind: 'smime' })
    assert.deepEqual(problemsOf(wrong), ['/validation not-allowed'])
    assert.equal(await product('new'), undefined)
  })

  test('is not sold before somebody says so', async () => {
    const code = await sold({ enabled: undefined })
    assert.equal(at(await product(code), 'enabled'), false)
    const reply = await api.post('/orders', orderBody({ product: code }), { language: 'pl' })
    assert.deepEqual(problemsOf(reply), ['/product product-not-enabled'])
    assert.match(reply.text, /nie jest włączony do sprzedaży/)
  })
})

describe('an import by REST', () => {
  const DONE: CatalogueImportResult = {
    ok: true,
    added: ['1'],
    changed: [],
    unknown: [],
    gone: ['2'],
    ignored: [],
  }
  afterEach(() => api.engine.reset())

  test('tells what it came to', async () => {
    api.engine.importResult = DONE
    const reply = await api.post('/products/import')
    const { ok: _ok, ...changes } = DONE
    assert.deepEqual([reply.status, reply.body], [200, { caAccountId: api.here.caAccountId, ...changes }])
  })

  test('goes on by itself while CA or engine are away', async () => {
    api.engine.isAway = true
    const reply = await api.post('/products/import', { caAccountId: api.here.caAccountId })
    assert.equal(reply.status, 202)
    assert.equal(at(reply.body, 'command.state'), 'accepted')
    assert.match(textAt(reply.body, 'command.id'), new RegExp(api.here.caAccountId))
    assert.deepEqual(await overdueImports(api.here.db, -1), [api.here.caAccountId])
  })

  test('says what an admin must mend', async () => {
    api.engine.importResult = { ok: false, problem: 'credentials' }
    const reply = await api.post('/products/import', undefined, { language: 'pl' })
    assert.equal(reply.status, 422)
    assert.deepEqual(problemsOf(reply), [' credentials'])
    assert.match(reply.text, /hasła/)
  })

  test('needs an account that is there', async () => {
    const reply = await api.post('/products/import', { caAccountId: 'nobody' })
    assert.deepEqual(problemsOf(reply), ['/caAccountId ca-account-unknown'])
  })
})

describe('the catalogue', () => {
  test('is changed with scope admin only', async () => {
    for (const [method, path, body] of [
      ['POST', '/products', { code: 'x' }],
      ['POST', '/products/import', undefined],
      ['PATCH', '/products/601', { enabled: false }],
    ] as const)
      for (const token of [api.tokens.reader, api.tokens.other])
        assert.equal((await api.call(method, path, body, { token })).status, 403)
    const { installation } = api.tokens
    const reply = await api.call('PATCH', '/products/601', { settings: {} }, { token: installation })
    assert.equal(reply.status, 200)
  })
})
