import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

describe('starting an order', () => {
  test('keeps it, starts its workflow without people, and answers 201 with its place', async () => {
    const body = orderBody({ term: { recurring: true, paidUntil: '2031-04-02' }, setup: 'on-payment' })
    const reply = await api.post('/orders', body)
    assert.equal(reply.status, 201)
    const id = textAt(reply.body, 'id')
    assert.equal(at(reply.body, 'state'), 'awaiting-payment')
    assert.deepEqual(at(reply.body, 'term'), { recurring: true, paidUntil: '2031-04-02' })
    assert.equal(at(reply.body, 'renewal.policy'), 'auto')
    assert.deepEqual(at(reply.body, 'customer'), {
      reference: '42',
      name: 'Jadwiga Śmiała',
      email: 'jadwiga@customer.test',
      language: 'pl',
    })
    assert.deepEqual(at(reply.body, 'actions'), [
      'payment',
      'renewal',
      'cancellation-request',
      'suspend',
      'terminate',
      'cancel',
    ])
    assert.equal(at(reply.body, 'links.self'), `http://certloom.test/api/v1/orders/${id}`)
    assert.equal(reply.headers.get('location'), `http://certloom.test/api/v1/orders/${id}`)
    assert.equal(
      at(reply.body, 'links.temporal'),
      `http://temporal.test/namespaces/default/workflows/order-${id}`,
    )
    const [start] = api.engine.starts
    assert.equal(start?.orderId, id)
    assert.equal(start?.paidUntil, '2031-04-02')
    assert.doesNotMatch(JSON.stringify(start), /Jadwiga|customer\.test/)
  })

  test('gives the same order for the same reference and body, whatever the order of its members', async () => {
    const body = orderBody()
    const first = await api.post('/orders', body)
    const again = await api.post('/orders', Object.fromEntries(Object.entries(body).toReversed()))
    assert.equal(again.status, 200)
    assert.equal(textAt(again.body, 'id'), textAt(first.body, 'id'))
    assert.equal(api.engine.starts.length, 1)
  })

  test('refuses another body under a reference that is in use, and changes nothing', async () => {
    const body = orderBody()
    const first = await api.post('/orders', body)
    const other = await api.post('/orders', { ...body, product: '931' }, { language: 'pl' })
    assert.equal(other.status, 409)
    assert.equal(at(other.body, 'code'), 'reference-in-use')
    assert.match(textAt(other.body, 'detail'), /oznaczeniem/)
    const kept = await api.get(`/orders/${textAt(first.body, 'id')}`)
    assert.equal(at(kept.body, 'product.code'), '601')
  })

  test('makes one order of two that come at once', async () => {
    const body = orderBody()
    const replies = await Promise.all([1, 2, 3, 4].map(() => api.post('/orders', body)))
    assert.equal(new Set(replies.map((reply) => textAt(reply.body, 'id'))).size, 1)
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 200, 200, 201])
  })

  test('takes a configuration along and hands over its id', async () => {
    const csr = await makeCsr('shop.example.com')
    const reply = await api.post('/orders', orderBody({ configuration: { csr, contact: CONTACT } }))
    assert.equal(reply.status, 201, reply.text)
    const [start] = api.engine.starts
    assert.match(start?.configurationId ?? '', /^[0-9a-f]{32}$/)
    const entered = await api.get(`/orders/${textAt(reply.body, 'id')}/configuration`)
    assert.deepEqual(at(entered.body, 'configuration.names'), ['shop.example.com'])
    assert.equal(at(entered.body, 'configuration.verification.method'), 'DNS_TXT_PREFIX')
    assert.equal(at(entered.body, 'prefill.contact.firstName'), 'Jadwiga')
  })

  test('is kept while the engine is away: 202 with the command that starts it later', async () => {
    api.engine.isAway = true
    const reply = await api.post('/orders', orderBody())
    assert.equal(reply.status, 202)
    assert.equal(at(reply.body, 'command.state'), 'accepted')
    const id = textAt(reply.body, 'id')
    const command = await api.get(`/orders/${id}/commands/${textAt(reply.body, 'command.id')}`)
    assert.deepEqual([at(command.body, 'name'), at(command.body, 'state')], ['create', 'accepted'])
  })

  test('belongs to the billing system `default` where a token of the installation starts it', async () => {
    const reply = await api.post('/orders', orderBody(), { token: api.tokens.installation })
    assert.equal(reply.status, 201)
    assert.equal((await api.get(`/orders/${textAt(reply.body, 'id')}`)).status, 200)
  })

  test('tells every problem at once, those of the configuration included, and starts nothing', async () => {
    const reply = await api.post('/orders', {
      ...orderBody({ additionalNames: 9, term: { paidUntil: 'soon' }, surprise: 1 }),
      customer: { reference: '42', firstName: '', email: 'nobody' },
      configuration: { csr: 'x', names: ['bad_name.example.com'], contact: {} },
    })
    assert.equal(reply.status, 422)
    const problems = problemsOf(reply)
    for (const expected of [
      '/additionalNames additional-names-too-many',
      '/term/paidUntil bad-date',
      '/surprise unknown-field',
      '/customer/firstName required',
      '/customer/lastName required',
      '/customer/email bad-email',
      '/configuration/csr csr-not-pem',
      '/configuration/names/0 name-underscore',
      '/configuration/contact/email required',
    ]) {
      assert.ok(problems.includes(expected), `${expected} is not among ${problems.join(', ')}`)
    }
    assert.equal(api.engine.starts.length, 0)
  })

  for (const [language, message] of [
    ['en', 'There is no product “000”.'],
    ['pl', 'Nie ma produktu „000”.'],
  ] as const) {
    test(`refuses an unknown product in ${language}`, async () => {
      const reply = await api.post('/orders', orderBody({ product: '000' }), { language })
      assert.equal(reply.status, 422)
      assert.deepEqual(at(reply.body, 'errors'), [{ path: '/product', code: 'product-unknown', message }])
    })
  }

  test('refuses a product that is not sold', async () => {
    const reply = await api.post('/orders', orderBody({ product: '999' }))
    assert.deepEqual(problemsOf(reply), ['/product product-not-enabled'])
  })

  test('takes empty texts and null for what is not given', async () => {
    const customer = { ...CONTACT, reference: '7', company: '', address1: null, country: '' }
    const reply = await api.post('/orders', orderBody({ customer, callbackUrl: null }))
    assert.equal(reply.status, 201, reply.text)
    const contact = await api.get(`/orders/${textAt(reply.body, 'id')}/contact`)
    assert.deepEqual([at(contact.body, 'company'), at(contact.body, 'country')], [null, null])
  })

  test('refuses a NUL character at its field', async () => {
    const customer = { ...CONTACT, reference: '7', company: 'a\u0000b' }
    const reply = await api.post('/orders', orderBody({ customer }))
    assert.deepEqual(problemsOf(reply), ['/customer/company bad-characters'])
  })
})

describe('finding orders', () => {
  test('pages through a list without gaps and repeats', async () => {
    const customer = { ...CONTACT, reference: 'pager' }
    const ids = []
    for (let n = 0; n < 5; n += 1) ids.push(await startedOrder(api, { customer }))
    const seen: string[] = []
    let cursor: unknown = ''
    do {
      const page = await api.get(`/orders?customer=pager&limit=2&cursor=${String(cursor)}`)
      assert.equal(page.status, 200, page.text)
      const items = at(page.body, 'items')
      assert.ok(Array.isArray(items))
      seen.push(...items.map((item: unknown) => textAt(item, 'id')))
      cursor = at(page.body, 'nextCursor')
    } while (cursor !== null)
    assert.deepEqual(seen, ids.toReversed())
  })

  test('refuses parameters that nobody knows, and values that make no sense, each at its name', async () => {
    const reply = await api.get('/orders?state=lost&limit=0&cursor=x&colour=red&updatedAfter=yesterday')
    assert.equal(reply.status, 422)
    assert.deepEqual(problemsOf(reply).sort(), [
      '/colour unknown-field',
      '/limit too-small',
      '/state not-allowed',
      '/updatedAfter bad-instant',
    ])
    const cursor = await api.get('/orders?cursor=x')
    assert.deepEqual(problemsOf(cursor), ['/cursor bad-cursor'])
  })

  test('finds by state, reference and search', async () => {
    const body = orderBody({ setup: 'manual' })
    const id = textAt((await api.post('/orders', body)).body, 'id')
    for (const query of [`reference=${String(body.reference)}`, `q=${String(body.reference)}`]) {
      const found = await api.get(`/orders?state=awaiting-acceptance&${query}`)
      assert.equal(at(found.body, 'items.0.id'), id)
    }
  })

  test('looks up many references and leaves out unknown ones', async () => {
    const body = orderBody()
    await api.post('/orders', body)
    const references = [body.reference, body.reference, 'nobody knows']
    const found = await api.post('/orders/lookup', { references })
    const items = at(found.body, 'items')
    assert.ok(Array.isArray(items))
    assert.equal(items.length, 1)
    const tooMany = await api.post('/orders/lookup', { references: Array(501).fill('x') })
    assert.deepEqual(problemsOf(tooMany), ['/references too-many'])
  })

  test('tells what happened, newest first', async () => {
    const id = await startedOrder(api)
    const events = await api.get(`/orders/${id}/events`)
    assert.equal(at(events.body, 'items.0.name'), 'order.created')
    assert.equal(at(events.body, 'items.0.actor.role'), 'billing')
  })
})

describe('what belongs to somebody else', () => {
  test('is not found, exactly as what is unknown', async () => {
    const id = await startedOrder(api)
    const token = api.tokens.other
    const unknown = await api.get('/orders/00000000000000000000000000000000', { token })
    for (const [method, path] of [
      ['GET', `/orders/${id}`],
      ['GET', `/orders/${id}/events`],
      ['GET', `/orders/${id}/contact`],
      ['GET', `/orders/${id}/configuration`],
      ['GET', `/orders/${id}/verification`],
      ['GET', `/orders/${id}/certificates`],
      ['GET', `/orders/${id}/certificates/00AA`],
      ['GET', `/orders/${id}/certificates/00AA.pem`],
      ['GET', `/orders/${id}/commands/${id}`],
      ['POST', `/orders/${id}/cancel`],
      ['POST', `/orders/${id}/synchronize`],
      ['POST', `/orders/${id}/acceptance`],
      ['POST', `/orders/${id}/client-link`],
      ['POST', `/orders/${id}/verification/check`],
    ] as const) {
      const reply = await api.call(method, path, undefined, { token })
      assert.equal(reply.status, 404, `${method} ${path}`)
      assert.deepEqual(reply.body, unknown.body)
    }
    assert.deepEqual(api.engine.updates, [])
    assert.equal((await api.get(`/orders?q=${id}`, { token })).text.includes(id), false)
  })

  test('is seen by a token of the installation', async () => {
    const id = await startedOrder(api)
    assert.equal((await api.get(`/orders/${id}`, { token: api.tokens.installation })).status, 200)
  })

  test('has references of its own: two systems may use the same', async () => {
    const body = orderBody()
    assert.equal((await api.post('/orders', body)).status, 201)
    assert.equal((await api.post('/orders', body, { token: api.tokens.other })).status, 201)
  })
})
