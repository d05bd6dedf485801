import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { makeCsr, makeRsaCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, withApi } from './harness.ts'
import { productMaker } from './product-maker.ts'

const api = withApi()
const { patch, product, sold } = productMaker(api)

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
      dueDateFollowsPaid: true,
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
      dueDateFollowsPaid: false,
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
