import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { importCatalogue } from '../../store/queries/product-import.ts'
import { overdueImports } from '../../store/queries/wanted-imports.ts'
import type { CatalogueImportResult } from '../../workflows/contract.ts'
import { makeCsr, makeRsaCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, type Reply, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()

const patch = (code: string, body: unknown): Promise<Reply> => api.call('PATCH', `/products/${code}`, body)

async function product(code: string): Promise<unknown> {
  const items = at((await api.get('/products')).body, 'items')
  return Array.isArray(items) ? items.find((each) => at(each, 'code') === code) : undefined
}

let count = 0
/** A product of this test's own, on sale. */
async function sold(fields: Record<string, unknown> = {}): Promise<string> {
  count += 1
  const code = `T${count}`
  const body = {
    code,
    name: `Test ${count}`,
    kind: 'ssl',
    validation: 'DV',
    validityDays: 365,
    enabled: true,
  }
  const reply = await api.post('/products', { ...body, ...fields })
  assert.equal(reply.status, 201, reply.text)
  return code
}

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

describe('the settings of a product by REST', () => {
  test('are there with their defaults, and each can be changed', async () => {
    const code = await sold()
    const defaults = {
      additionalNames: { mode: 'off', limit: 10 },
      wildcard: false,
      caAccountId: null,
      mode: null,
      showProductName: false,
      caLanguage: 'en',
      renewShown: true,
      dueDateFollowsPaid: false,
      defaultMethod: null,
      minRsaBits: 2048,
      idnAllowed: true,
      wwwTogether: true,
      renewal: null,
    }
    assert.deepEqual(at(await product(code), 'settings'), defaults)
    const settings = {
      caAccountId: api.here.caAccountId,
      mode: 'test',
      showProductName: true,
      caLanguage: 'pl',
      renewShown: false,
      dueDateFollowsPaid: true,
      defaultMethod: 'FILE',
      minRsaBits: 4096,
      idnAllowed: false,
      wwwTogether: false,
    }
    const reply = await patch(code, { settings })
    assert.equal(reply.status, 200, reply.text)
    assert.deepEqual(at(reply.body, 'settings'), { ...defaults, ...settings })
    assert.deepEqual(await product(code), reply.body)
    // One thing at a time leaves the others.
    const one = await patch(code, { settings: { renewShown: true } })
    assert.deepEqual(at(one.body, 'settings'), { ...defaults, ...settings, renewShown: true })
  })

  test('additional names: off, a limit of ten unless set, or what the CA takes', async () => {
    const code = await sold({ kind: 'ssl-multi' })
    const names = async (additionalNames: object) =>
      at((await patch(code, { settings: { additionalNames } })).body, 'names')
    assert.deepEqual(at(await product(code), 'names'), { included: 2, max: 11, step: 1 })
    assert.deepEqual(await names({ limit: 4 }), { included: 2, max: 5, step: 1 })
    assert.deepEqual(await names({ mode: 'ca-maximum' }), { included: 2, max: 100, step: 1 })
    assert.deepEqual(await names({ mode: 'off' }), { included: 1, max: 1, step: 1 })
    assert.deepEqual(await names({ mode: 'limit' }), { included: 2, max: 5, step: 1 })
    const smaller = await patch(code, { names: { included: 1, max: 3, step: 2 } })
    assert.deepEqual(at(smaller.body, 'names'), { included: 1, max: 3, step: 2 })
  })

  for (const [what, body, problem] of [
    ['an unknown field', { colour: 1 }, '/colour unknown-field'],
    ['an unknown setting', { settings: { colour: 1 } }, '/settings/colour unknown-field'],
    ['a key of an odd size', { settings: { minRsaBits: 2500 } }, '/settings/minRsaBits not-allowed'],
    [
      'no names at all',
      { settings: { additionalNames: { limit: 0 } } },
      '/settings/additionalNames/limit too-small',
    ],
    [
      'many names for a single-name product',
      { settings: { additionalNames: { mode: 'limit' } } },
      '/settings/additionalNames/mode not-for-product',
    ],
    [
      'a wildcard for a product without',
      { settings: { wildcard: true } },
      '/settings/wildcard not-for-product',
    ],
    [
      'an account that is not there',
      { settings: { caAccountId: 'nobody' } },
      '/settings/caAccountId ca-account-unknown',
    ],
    ['a mode that is none', { settings: { mode: 'real' } }, '/settings/mode not-allowed'],
    [
      'a method that is not offered',
      { methods: ['DNS_TXT'], settings: { defaultMethod: 'FILE' } },
      '/settings/defaultMethod method-not-offered',
    ],
    ['a validation of another kind', { validation: 'MV' }, '/validation not-allowed'],
    ['more names in the price than there can be', { names: { included: 3 } }, '/names/included too-big'],
    [
      'a kind that knows no methods with some',
      { kind: 'smime', validation: 'MV', methods: ['FILE'] },
      '/methods not-for-product',
    ],
    ['a name of two lines', { name: 'a\nb' }, '/name bad-characters'],
    ['settings that are none', { settings: 7 }, '/settings wrong-type'],
    ['no validity', { validityDays: 0 }, '/validityDays too-small'],
  ] as const)
    test(`${what} is told at its field, and nothing is changed`, async () => {
      const code = await sold()
      const before = await product(code)
      const reply = await patch(code, { enabled: false, ...body })
      assert.equal(reply.status, 422)
      assert.deepEqual(problemsOf(reply), [problem])
      assert.deepEqual(await product(code), before)
    })

  test('several problems come at once, in the caller’s language', async () => {
    const code = await sold({ kind: 'code-signing', validation: 'OV' })
    const settings = { minRsaBits: 2048, wwwTogether: true, idnAllowed: true, caAccountId: 'nobody' }
    const reply = await api.call('PATCH', `/products/${code}`, { settings }, { language: 'pl' })
    assert.deepEqual(problemsOf(reply).toSorted(), [
      '/settings/caAccountId ca-account-unknown',
      '/settings/idnAllowed not-for-product',
      '/settings/minRsaBits too-small',
      '/settings/wwwTogether not-for-product',
    ])
    assert.match(reply.text, /Nie ma takiego konta/)
  })

  test('a product that is not there is not found', async () => {
    assert.equal((await patch('nothing', {})).status, 404)
  })

  test('a repeat with the same key gets the first answer, and a change without a body is refused', async () => {
    const code = await sold()
    const call = () => api.call('PATCH', `/products/${code}`, { name: 'Once' }, { key: `patch-${code}` })
    const first = await call()
    await patch(code, { name: 'Twice' })
    const again = await call()
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
    assert.equal(again.text, first.text)
    assert.equal(at(await product(code), 'name'), 'Twice')
    assert.equal((await api.call('PATCH', `/products/${code}`, undefined)).status, 422)
  })
})

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

describe('settings take hold', () => {
  const withNames = async (names: string[], more: object = {}) => ({
    csr: await makeCsr(names[0] ?? ''),
    names,
    contact: CONTACT,
    ...more,
  })

  const checked = async (code: string, configuration: object) =>
    api.post('/orders', orderBody({ product: code, configuration }))

  test('of names: wildcard, international ones, www beside the bare name', async () => {
    const multi = await sold({ kind: 'ssl-multi-wildcard', settings: { wildcard: false, idnAllowed: false } })
    const refused = await checked(
      multi,
      await withNames(['a.example.com', '*.example.com', 'bücher.example.com']),
    )
    assert.deepEqual(problemsOf(refused), [
      '/configuration/names/1 wildcard-forbidden',
      '/configuration/names/2 idn-not-allowed',
    ])
    const single = await sold()
    const twins = await checked(single, await withNames(['example.com', 'www.example.com']))
    assert.equal(twins.status, 201, twins.text)
    const strangers = await checked(single, await withNames(['example.com', 'shop.example.com']))
    assert.deepEqual(problemsOf(strangers), ['/configuration/names/1 name-and-www-only'])
    await patch(single, { settings: { wwwTogether: false } })
    const alone = await checked(single, await withNames(['example.com', 'www.example.com']))
    assert.deepEqual(problemsOf(alone), ['/configuration/names/1 names-too-many'])
  })

  test('of the number of names that can be bought', async () => {
    const code = await sold({ kind: 'ssl-multi', settings: { additionalNames: { mode: 'limit', limit: 3 } } })
    const reply = await api.post('/orders', orderBody({ product: code, additionalNames: 4 }))
    assert.deepEqual(problemsOf(reply), ['/additionalNames additional-names-too-many'])
    assert.equal((await api.post('/orders', orderBody({ product: code, additionalNames: 3 }))).status, 201)
  })

  test('of keys, and of the method that nobody chose', async () => {
    const strict = await sold({ settings: { minRsaBits: 3072 } })
    const csr = await makeRsaCsr(2048, 'CN=example.com')
    const refused = await checked(strict, await withNames(['example.com'], { csr }))
    const ofKey = problemsOf(refused).filter((problem) => problem.startsWith('/configuration/csr'))
    assert.deepEqual(ofKey, ['/configuration/csr rsa-too-short'])
    for (const [settings, verification] of [
      [{}, { method: 'DNS_TXT_PREFIX' }],
      [{ defaultMethod: 'DNS_CNAME' }, { method: 'DNS_CNAME' }],
      [{ defaultMethod: 'ADMIN' }, { method: 'ADMIN', emailPrefix: 'ADMIN' }],
    ] as const) {
      const code = await sold({ settings })
      const id = await startedOrder(api, { product: code, configuration: await withNames(['example.com']) })
      const entered = await api.get(`/orders/${id}/configuration`)
      assert.deepEqual(at(entered.body, 'configuration.verification'), verification)
    }
    const wild = await sold({ kind: 'ssl-wildcard', settings: { defaultMethod: 'FILE' } })
    const id = await startedOrder(api, { product: wild, configuration: await withNames(['*.example.com']) })
    const entered = await api.get(`/orders/${id}/configuration`)
    assert.equal(at(entered.body, 'configuration.verification.method'), 'DNS_TXT_PREFIX')
  })

  test('of the name that customers read', async () => {
    const code = await sold({ name: 'Certificate' })
    await patch(code, { name: 'Shop name', settings: { showProductName: true } })
    const id = await startedOrder(api, { product: code })
    assert.equal(at((await api.get(`/orders/${id}`)).body, 'product.name'), 'Shop name')
  })

  test('for new orders only', async () => {
    const code = await sold()
    const id = await startedOrder(api, { product: code })
    await patch(code, { settings: { wwwTogether: false, minRsaBits: 4096 }, validityDays: 7 })
    const path = `/orders/${id}/configuration/check`
    const reply = await api.post(path, await withNames(['example.com', 'www.example.com']))
    assert.equal(reply.status, 200, reply.text)
  })

  test('of the account that an order goes to', async () => {
    const seed = { mode: 'test', url: 'http://127.0.0.1:4/', userName: 'other', password: 'p' } as const
    const other = await seedCaAccount(api.here.db, api.here.keyRing, seed)
    const account = { preference: 50 }
    await api.call('PATCH', `/ca-accounts/${other}`, account)
    const placed = async (settings: object): Promise<[unknown, unknown]> => {
      const code = await sold({ settings })
      const id = await startedOrder(api, { product: code })
      const start = api.engine.starts.find(({ orderId }) => orderId === id)
      return [start?.caAccountId, start?.caMode]
    }
    assert.deepEqual(await placed({}), [api.here.caAccountId, 'sandbox'])
    assert.deepEqual(await placed({ caAccountId: other }), [other, 'test'])
    assert.deepEqual(await placed({ mode: 'test' }), [other, 'test'])
    const nowhere = await sold({ settings: { mode: 'production' } })
    const refused = await api.post('/orders', orderBody({ product: nowhere }))
    assert.deepEqual(problemsOf(refused), ['/product no-ca-account'])
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
