import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { CA_AWAY_CODES } from '../../activities/ca/errors.ts'
import { certumAccess, seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { LANGUAGES, translate } from '../../texts/texts.ts'
import { at, problemsOf, type Reply, textAt, withApi } from './harness.ts'

const api = withApi()
const PASSWORD = ' a planted pass word '

let count = 0
function account(fields: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1
  const url = 'https://gs.test.certum.pl/service/PartnerApi.wsdl'
  return { name: `Account ${count}`, mode: 'test', url, userName: `u${count}`, password: PASSWORD, ...fields }
}

async function added(fields: Record<string, unknown> = {}): Promise<string> {
  const reply = await api.post('/ca-accounts', account(fields))
  assert.equal(reply.status, 201, reply.text)
  return textAt(reply.body, 'id')
}

const patch = (id: string, body: unknown): Promise<Reply> => api.call('PATCH', `/ca-accounts/${id}`, body)

async function shown(id: string): Promise<unknown> {
  const items = at((await api.get('/ca-accounts')).body, 'items')
  return Array.isArray(items) ? items.find((each) => at(each, 'id') === id) : undefined
}

async function passwordOf(id: string): Promise<string | undefined> {
  return (await certumAccess(api.here.db, id, api.here.keyRing))?.password
}

describe('CA accounts by REST', () => {
  test('one without an API has no address, user or password, now or later', async () => {
    const manual = { kind: 'manual', name: 'By hand', mode: 'production' }
    const reply = await api.post('/ca-accounts', { ...manual, url: 'https://ca.test/', password: 'x' })
    assert.deepEqual(problemsOf(reply), ['/url not-for-manual-ca', '/password not-for-manual-ca'])
    const id = await added({ ...manual, url: undefined, userName: undefined, password: undefined })
    assert.deepEqual([at(await shown(id), 'kind'), at(await shown(id), 'url')], ['manual', null])
    assert.equal((await patch(id, { userName: 'somebody' })).status, 422)
    assert.equal((await patch(id, { department: 'TLS desk' })).status, 200)
  })

  test('are kept whole, and nobody is told the password again', async () => {
    const fields = {
      department: 'TLS desk',
      preference: 7,
      minimalBalance: { amount: 5_000, currency: 'PLN' },
      enabled: false,
      callsPerSecond: 2.5,
      callBurst: 3,
    }
    const id = await added(fields)
    const kept = await shown(id)
    for (const [name, value] of Object.entries(fields)) assert.deepEqual(at(kept, name), value)
    assert.deepEqual([at(kept, 'balance'), at(kept, 'readOnly'), at(kept, 'problem')], [null, false, null])
    assert.equal(await passwordOf(id), PASSWORD)
    assert.ok(!(await api.get('/ca-accounts')).text.includes('planted'))
    const changed = await patch(id, {
      password: 'another planted one',
      department: null,
      minimalBalance: null,
    })
    assert.equal(changed.status, 200)
    assert.ok(!changed.text.includes('planted'))
    assert.deepEqual([at(changed.body, 'department'), at(changed.body, 'minimalBalance')], [null, null])
    assert.equal(await passwordOf(id), 'another planted one')
  })

  test('have a place of their own without being told one, and stand in order', async () => {
    const last = await added()
    const early = await added({ preference: 0 })
    const items = at((await api.get('/ca-accounts')).body, 'items')
    assert.ok(Array.isArray(items))
    const ids = items.map((each: unknown) => at(each, 'id'))
    assert.ok(ids.indexOf(early) < ids.indexOf(last))
    assert.deepEqual([at(await shown(last), 'enabled'), at(await shown(last), 'callBurst')], [true, 5])
  })

  for (const [what, fields, problem] of [
    ['no password', { password: '' }, '/password required'],
    ['a password of two lines', { password: 'a\nb' }, '/password bad-characters'],
    ['an address that is none', { url: 'gs.certum.pl' }, '/url bad-url'],
    ['an address of files', { url: 'file:///etc/passwd' }, '/url bad-url'],
    ['an address with a password', { url: 'https://u:p@gs.certum.pl/' }, '/url bad-url'],
    [
      'an address in the clear',
      { url: 'http://gs.certum.pl/service/PartnerApi.wsdl' },
      '/url https-required',
    ],
    ['a mode that is none', { mode: 'real' }, '/mode not-allowed'],
    ['no calls', { callsPerSecond: 0 }, '/callsPerSecond too-small'],
    ['half a burst', { callBurst: 1.5 }, '/callBurst wrong-type'],
    ['a place before the first', { preference: -1 }, '/preference too-small'],
    ['money without a currency', { minimalBalance: { amount: 1 } }, '/minimalBalance/currency required'],
    ['an unknown field', { colour: 1 }, '/colour unknown-field'],
  ] as const)
    test(`${what} is told at its field, new or changed`, async () => {
      assert.deepEqual(problemsOf(await api.post('/ca-accounts', account(fields))), [problem])
      const id = await added()
      const before = await shown(id)
      assert.deepEqual(problemsOf(await patch(id, fields)), [problem])
      assert.deepEqual(await shown(id), before)
    })

  test('without name, address or user are refused with all that is missing', async () => {
    assert.deepEqual(problemsOf(await api.post('/ca-accounts', {})).toSorted(), [
      '/mode required',
      '/name required',
      '/password required',
      '/url required',
      '/userName required',
    ])
  })

  test('a service on this machine may speak in the clear', async () => {
    for (const host of ['127.0.0.1:3010', 'localhost', '[::1]:80'])
      await added({ mode: 'sandbox', url: `http://${host}/service/PartnerApi.wsdl` })
  })

  test('are one for a user at an address', async () => {
    const { userName } = account()
    await added({ userName })
    assert.deepEqual(problemsOf(await api.post('/ca-accounts', account({ userName }))), [
      '/userName ca-account-exists',
    ])
    const other = await added()
    assert.deepEqual(problemsOf(await patch(other, { userName })), ['/userName ca-account-exists'])
  })

  test('of the settings keep what settings give, and take the rest', async () => {
    const seed = { mode: 'production', url: 'https://gs.certum.pl/', userName: 'own', password: 'p' } as const
    const id = await seedCaAccount(api.here.db, api.here.keyRing, seed)
    assert.equal(at(await shown(id), 'readOnly'), true)
    const given = { mode: 'test', url: 'https://x.test/', userName: 'x', password: 'x', callsPerSecond: 1 }
    assert.deepEqual(
      problemsOf(await patch(id, given)),
      Object.keys(given).map((field) => `/${field} given-by-settings`),
    )
    assert.equal(await passwordOf(id), 'p')
    const rest = { name: 'Main', department: 'TLS', preference: 3, enabled: false, callBurst: 2 }
    const reply = await patch(id, { ...rest, mode: 'production', url: seed.url })
    assert.equal(reply.status, 200, reply.text)
    for (const [name, value] of Object.entries(rest)) assert.deepEqual(at(reply.body, name), value)
  })

  test('are for scope admin only', async () => {
    const id = await added()
    for (const [method, path, body] of [
      ['GET', '/ca-accounts', undefined],
      ['POST', '/ca-accounts', account()],
      ['PATCH', `/ca-accounts/${id}`, {}],
      ['POST', `/ca-accounts/${id}/check`, undefined],
    ] as const)
      for (const token of [api.tokens.reader, api.tokens.other])
        assert.equal((await api.call(method, path, body, { token })).status, 403, `${method} ${path}`)
    const { installation } = api.tokens
    assert.equal((await api.get('/ca-accounts', { token: installation })).status, 200)
  })

  test('that are not there are not found', async () => {
    assert.equal((await patch('nobody', {})).status, 404)
    assert.equal((await api.post('/ca-accounts/nobody/check')).status, 404)
  })
})

describe('the check of an account by REST', () => {
  afterEach(() => api.engine.reset())
  const check = async (language: 'pl' | 'en') =>
    (await api.post(`/ca-accounts/${api.here.caAccountId}/check`, undefined, { language })).body

  test('says that all is well', async () => {
    assert.deepEqual(await check('en'), { ok: true, problem: null, detail: null })
  })

  test('says of each thing that can be wrong what it is and who can mend it, in both languages', async () => {
    for (const language of LANGUAGES) {
      const details = new Set<string>()
      for (const problem of [...CA_AWAY_CODES, 'not-tried']) {
        api.engine.accountCheck = { problem, caCode: null }
        api.engine.isAway = problem === 'not-tried'
        const body = await check(language)
        assert.deepEqual([at(body, 'ok'), at(body, 'problem')], [false, problem])
        assert.equal(at(body, 'detail'), translate(language, `connection:${problem}`))
        assert.match(textAt(body, 'detail'), /\. \p{Lu}/u, problem)
        details.add(textAt(body, 'detail'))
      }
      assert.equal(details.size, CA_AWAY_CODES.length + 1)
    }
  })

  test('gives the CA’s own number where it refuses by one', async () => {
    api.engine.accountCheck = { problem: 'ca-error', caCode: 2999 }
    assert.match(textAt(await check('en'), 'detail'), /2999/)
    api.engine.accountCheck = { problem: 'product-not-enabled', caCode: 1075 }
    assert.ok(textAt(await check('pl'), 'detail').length > 0)
  })
})

describe('the settings of the installation by REST', () => {
  const DEFAULTS = {
    exchangesKeptDays: 90,
    renewal: { policy: 'auto', daysBefore: 10 },
    invoiceDaysBefore: 7,
    cancelUnfinishedAfterDays: null,
    renewalCarriesDays: 30,
    timeZone: 'Europe/Warsaw',
    olderRevokedAfterDays: null,
  }

  test('are the defaults, and change one by one', async () => {
    assert.deepEqual((await api.get('/settings')).body, DEFAULTS)
    const one = await api.call('PATCH', '/settings', { renewal: { daysBefore: 20 } })
    assert.deepEqual(one.body, { ...DEFAULTS, renewal: { policy: 'auto', daysBefore: 20 } })
    const change = { exchangesKeptDays: 30, cancelUnfinishedAfterDays: 14 }
    const two = await api.call('PATCH', '/settings', change)
    assert.deepEqual(two.body, { ...DEFAULTS, ...change, renewal: { policy: 'auto', daysBefore: 20 } })
    assert.deepEqual((await api.get('/settings')).body, two.body)
    await api.call('PATCH', '/settings', DEFAULTS)
    assert.deepEqual((await api.get('/settings')).body, DEFAULTS)
  })

  for (const [what, body, problem] of [
    ['nothing kept', { exchangesKeptDays: 0 }, '/exchangesKeptDays too-small'],
    ['kept for ever', { exchangesKeptDays: null }, '/exchangesKeptDays required'],
    ['an unknown policy', { renewal: { policy: 'maybe' } }, '/renewal/policy not-allowed'],
    ['a renewal of years before', { renewal: { daysBefore: 1000 } }, '/renewal/daysBefore too-big'],
    ['a part of a day', { invoiceDaysBefore: 1.5 }, '/invoiceDaysBefore wrong-type'],
    ['a setting that is none', { colour: 1 }, '/colour unknown-field'],
    ['a list', [], ' wrong-type'],
  ] as const)
    test(`${what} is told at its field and changes nothing`, async () => {
      const reply = await api.call('PATCH', '/settings', body)
      assert.deepEqual(problemsOf(reply), [problem])
      assert.deepEqual((await api.get('/settings')).body, DEFAULTS)
    })

  test('are for scope admin only, by reading too', async () => {
    for (const method of ['GET', 'PATCH']) {
      const body = method === 'GET' ? undefined : {}
      assert.equal((await api.call(method, '/settings', body, { token: api.tokens.other })).status, 403)
    }
  })
})
