import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { fixture, rsaSpki, unsignedCsr } from '../pki/fixture.ts'
import { makeCsr, truncated, withWrongSignature } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
const orders = { single: '', multi: '', any: '', trusted: '', codeSigning: '' }
let csr = ''

before(async () => {
  csr = await makeCsr('shop.example.com')
})
beforeEach(async () => {
  api.engine.reset()
  if (orders.single !== '') return
  orders.single = await startedOrder(api)
  orders.multi = await startedOrder(api, { product: '931' })
  orders.any = await startedOrder(api, { product: '961' })
  orders.trusted = await startedOrder(api, { product: '631' })
  orders.codeSigning = await startedOrder(api, { product: '841' })
  api.engine.reset()
})

type Kind = keyof typeof orders

/** A configuration is refused with exactly these problems, in both languages, and nothing reaches the engine. */
async function refused(kind: Kind, body: Record<string, unknown>, expected: readonly string[]) {
  for (const path of ['configuration', 'configuration/check']) {
    const texts = []
    for (const language of ['en', 'pl']) {
      const reply = await api.post(
        `/orders/${orders[kind]}/${path}`,
        { csr, contact: CONTACT, ...body },
        { language },
      )
      assert.equal(reply.status, 422, reply.text)
      assert.equal(at(reply.body, 'code'), 'invalid-input')
      assert.deepEqual(problemsOf(reply), expected)
      const errors = at(reply.body, 'errors')
      assert.ok(Array.isArray(errors))
      for (const error of errors) {
        const message = textAt(error, 'message')
        assert.doesNotMatch(message, /\{\{|cannot be accepted \(|nie można przyjąć \(/, message)
      }
      texts.push(errors.map((error: unknown) => textAt(error, 'message')).join(' '))
      assert.equal(reply.headers.get('content-language'), language)
    }
    assert.notEqual(texts[0], texts[1], 'the words are the same in both languages')
  }
  assert.deepEqual(api.engine.updates, [])
  const entered = await api.get(`/orders/${orders[kind]}/configuration`)
  assert.equal(at(entered.body, 'configuration'), null)
}

describe('a CSR that no certificate is ordered for', () => {
  const rsaWithExponentOne = unsignedCsr(rsaSpki(2n ** 2047n + 1n, 1n))
  const cases: [string, () => string, string[]][] = [
    ['cut off', () => truncated(csr), ['/csr csr-truncated']],
    ['with a wrong signature', () => withWrongSignature(csr), ['/csr csr-bad-signature']],
    ['with RSA 1024', () => fixture('rsa-1024.csr'), ['/csr rsa-too-short']],
    ['on a curve that nobody takes', () => fixture('ec-secp256k1.csr'), ['/csr key-curve']],
    ['that is a certificate', () => fixture('leaf.pem'), ['/csr csr-is-certificate']],
    ['that is just text', () => 'hello', ['/csr csr-not-pem']],
    ['of 100 kB', () => 'A'.repeat(100_000), ['/csr csr-too-large']],
    ['that is empty', () => '', ['/csr required']],
  ]
  for (const [what, text, expected] of cases) {
    test(what, async () => {
      const names = { names: ['shop.example.com'], subject: { commonName: 'shop.example.com' } }
      await refused('single', { csr: text(), ...names }, expected)
    })
  }

  test('with the RSA exponent 1', async () => {
    const names = { names: ['shop.example.com'], subject: { commonName: 'shop.example.com' } }
    const reply = await api.post(`/orders/${orders.single}/configuration`, {
      csr: rsaWithExponentOne,
      contact: CONTACT,
      ...names,
    })
    assert.equal(reply.status, 422)
    assert.ok(problemsOf(reply).includes('/csr rsa-exponent-invalid'), problemsOf(reply).join())
  })

  test('of 1 MB: too large as a body, in both languages', async () => {
    for (const [language, title] of [
      ['en', 'Too large'],
      ['pl', 'Za duża treść'],
    ]) {
      const reply = await api.post(
        `/orders/${orders.single}/configuration`,
        { csr: 'A'.repeat(1_048_576), contact: CONTACT },
        { language: language ?? '' },
      )
      assert.equal(reply.status, 413)
      assert.equal(at(reply.body, 'title'), title)
    }
  })
})

describe('names that a product does not take', () => {
  const cases: [string, Kind, string[], string[]][] = [
    ['bad', 'multi', ['shop.example.com', 'bad_name.example.com'], ['/names/1 name-underscore']],
    ['no name', 'multi', ['shop.example.com', 'https://localhost/'], ['/names/1 name-is-url']],
    ['internal', 'multi', ['shop.example.com', 'server.lan'], ['/names/1 name-internal']],
    ['too long', 'multi', ['shop.example.com', `${'a.'.repeat(120)}example.com`], ['/names/1 name-too-long']],
    [
      'too many',
      'single',
      ['shop.example.com', 'www.shop.example.com', 'a.example.com'],
      ['/names/2 names-too-many'],
    ],
    ['NUL', 'multi', ['shop.example.com', 'a\u0000.example.com'], ['/names/1 name-characters']],
    [
      'a wildcard together with an address',
      'any',
      ['shop.example.com', '*.example.com', '8.8.8.8'],
      ['/names/2 wildcard-with-ip'],
    ],
    ['a wildcard', 'single', ['shop.example.com', '*.example.com'], ['/names/1 wildcard-forbidden']],
    ['a whole public suffix', 'multi', ['shop.example.com', 'com.pl'], ['/names/1 name-public-suffix']],
    ['without the common name', 'multi', ['other.example.com'], ['/names common-name-not-listed']],
    ['for a product without names', 'codeSigning', ['x.example.com'], ['/names not-for-product']],
  ]
  for (const [what, kind, names, expected] of cases) {
    test(what, async () => {
      const organization = { organization: 'Acme', locality: 'Szczecin', country: 'PL' }
      const needed = kind === 'codeSigning' ? { subject: organization, organization: { taxNumber: '1' } } : {}
      await refused(kind, { names, ...needed }, expected)
    })
  }

  test('a common name over 64 characters', async () => {
    const name = `${'a'.repeat(60)}.example.com`
    await refused('multi', { names: [name], subject: { commonName: name } }, [
      '/subject/commonName common-name-too-long',
    ])
  })
})

describe('a way of proof that cannot work', () => {
  const wildcards = ['shop.example.com', '*.example.com']
  const cases: [string, Kind, Record<string, unknown>, string[]][] = [
    [
      'FILE for a wildcard',
      'any',
      { names: wildcards, verification: { method: 'FILE' } },
      ['/verification/method method-not-for-wildcard'],
    ],
    [
      'a method the product lacks',
      'single',
      { verification: { method: 'DNS_CNAME' } },
      ['/verification/method method-not-offered'],
    ],
    [
      'a method that does not exist',
      'single',
      { verification: { method: 'PIGEON' } },
      ['/verification/method not-allowed'],
    ],
    [
      'DNS for an address',
      'multi',
      { names: ['shop.example.com', '93.184.216.34'], verification: { method: 'DNS_TXT_PREFIX' } },
      ['/verification/method method-not-for-ip'],
    ],
    [
      'ADMIN without a mailbox',
      'single',
      { verification: { method: 'ADMIN' } },
      ['/verification/emailPrefix email-prefix-required'],
    ],
    [
      'ADMIN with an address',
      'single',
      { verification: { method: 'ADMIN', emailPrefix: 'ADMIN', email: 'me@example.com' } },
      ['/verification/email email-not-for-admin'],
    ],
    [
      'a mailbox without ADMIN',
      'single',
      { verification: { method: 'FILE', emailPrefix: 'ADMIN' } },
      ['/verification/emailPrefix email-prefix-only-for-admin'],
    ],
    [
      'messages to nowhere',
      'single',
      { verification: { method: 'FILE', notify: true } },
      ['/verification/email email-required-to-notify'],
    ],
  ]
  for (const [what, kind, body, expected] of cases) {
    test(what, async () => refused(kind, body, expected))
  }
})

describe('other fields', () => {
  const cases: [string, Kind, Record<string, unknown>, string[]][] = [
    ['no contact', 'single', { contact: undefined }, ['/contact required']],
    [
      'a bad contact',
      'single',
      { contact: { firstName: ' ', lastName: 'x'.repeat(256), email: 'a@', phone: '1'.repeat(33) } },
      [
        '/contact/firstName required',
        '/contact/lastName too-long',
        '/contact/phone too-long',
        '/contact/email bad-email',
      ],
    ],
    [
      'subject fields beyond the smaller limit',
      'single',
      { subject: { organization: 'o'.repeat(65), givenName: 'g'.repeat(17), country: 'POL', locality: '-' } },
      [
        '/subject/organization too-long',
        '/subject/locality meaningless',
        '/subject/country bad-country',
        '/subject/givenName too-long',
      ],
    ],
    ['a hash the product lacks', 'single', { hashAlgorithm: 'MD5' }, ['/hashAlgorithm hash-not-offered']],
    ['a key storage for TLS', 'single', { keyStorage: 'card' }, ['/keyStorage not-for-product']],
    ['a field that nobody knows', 'single', { nmaes: [] }, ['/nmaes unknown-field']],
    [
      'an organization that is needed and missing',
      'trusted',
      {},
      [
        '/subject/organization required',
        '/subject/locality locality-or-state-required',
        '/subject/country required',
        '/organization/taxNumber required',
      ],
    ],
  ]
  for (const [what, kind, body, expected] of cases) {
    test(what, async () => refused(kind, body, expected))
  }

  test('a body that is no object', async () => {
    for (const body of [[], 'text', 7, null]) {
      const reply = await api.post(`/orders/${orders.single}/configuration`, body)
      assert.equal(reply.status, 422, reply.text)
      assert.equal(at(reply.body, 'errors.0.path'), '')
    }
  })
})

describe('what PostgreSQL cannot hold is bad input', () => {
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  const years = ['0000', '0001', '1969']

  for (const year of years) {
    test(`a date of the year ${year}`, async () => {
      const paidUntil = `${year}-01-01`
      const started = await api.post('/orders', orderBody({ term: { paidUntil } }))
      assert.deepEqual(
        [started.status, ...problemsOf(started)],
        [422, '/term/paidUntil bad-date'],
        started.text,
      )
      const payment = await api.post(`/orders/${orders.single}/payment`, { invoice: '1', paidUntil })
      assert.deepEqual(problemsOf(payment), ['/paidUntil bad-date'])
      const listed = await api.get(`/orders?paidUntilBefore=${paidUntil}`)
      assert.deepEqual(problemsOf(listed), ['/paidUntilBefore bad-date'])
    })

    test(`an instant of the year ${year}, also in a cursor`, async () => {
      const instant = `${year}-01-01T00:00:00Z`
      for (const name of ['updatedAfter', 'expiresBefore']) {
        assert.deepEqual(problemsOf(await api.get(`/orders?${name}=${instant}`)), [`/${name} bad-instant`])
      }
      const cursor = forged('-createdAt', `${year}-01-01T00:00:00.000Z`, 'x')
      assert.deepEqual(problemsOf(await api.get(`/orders?cursor=${cursor}`)), ['/cursor bad-cursor'])
    })
  }

  test('a cursor with a day that no month has, or with numbers beyond all sequences', async () => {
    const day = forged('-createdAt', '2026-02-30T00:00:00.000Z', 'x')
    assert.deepEqual(problemsOf(await api.get(`/orders?cursor=${day}`)), ['/cursor bad-cursor'])
    const far = forged(2 ** 40, 0)
    const events = await api.get(`/orders/${orders.single}/events?cursor=${far}`)
    assert.deepEqual(problemsOf(events), ['/cursor bad-cursor'])
    const half = await api.get(`/orders?cursor=${forged('-createdAt', '2026-02-03T00:00:00.000Z', '\ud800')}`)
    assert.equal(half.status, 422, half.text)
  })

  test('half a surrogate pair, in any text or name, with and without a key', async () => {
    const cases: [string, string, string][] = [
      ['POST', '/orders', '{"customer":{"firstName":"a\\ud800"}}'],
      ['POST', `/orders/${orders.single}/configuration`, '{"names":["a","\\udc00b"]}'],
      ['PUT', `/orders/${orders.single}/configuration/draft`, '{"a":"\\ud800"}'],
      ['PUT', `/orders/${orders.single}/configuration/draft`, '{"\\ud800":1}'],
      ['POST', `/orders/${orders.single}/cancel`, '{"note":"\\ud800"}'],
    ]
    const paths = ['/customer/firstName', '/names/1', '/a', '/\ufffd', '/note']
    for (const [index, [method, path, raw]] of cases.entries()) {
      for (const key of [undefined, `half-${index}`]) {
        const reply = await api.call(method, path, undefined, { raw, ...(key === undefined ? {} : { key }) })
        assert.equal(reply.status, 422, reply.text)
        assert.deepEqual(problemsOf(reply), [`${paths[index]} bad-characters`])
      }
    }
    const whole = await api.call('PUT', `/orders/${orders.single}/configuration/draft`, { a: '🔑 \\ud800' })
    assert.equal(whole.status, 200, whole.text)
  })

  test('a body nested without end', async () => {
    const raw = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    const reply = await api.call('PUT', `/orders/${orders.single}/configuration/draft`, undefined, { raw })
    assert.deepEqual([reply.status, ...problemsOf(reply)], [422, ' bad-format'])
  })
})

test('a callback URL is one that nobody else can listen to', async () => {
  const open = orderBody({ callbackUrl: 'http://billing.example.com/hook' })
  assert.deepEqual(problemsOf(await api.post('/orders', open)), ['/callbackUrl https-webhook'])
})

test('the days before a renewal may be as many as 200', async () => {
  const order = (daysBefore: number) => orderBody({ renewal: { policy: 'notify', daysBefore } })
  assert.equal((await api.post('/orders', order(200))).status, 201)
  assert.deepEqual(problemsOf(await api.post('/orders', order(201))), ['/renewal/daysBefore too-big'])
})
