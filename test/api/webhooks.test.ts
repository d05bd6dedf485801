import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, orderBody, withApi } from './harness.ts'

const api = withApi()
const URL = 'https://billing.test/hook'

describe('webhooks over REST', () => {
  test('a webhook shows its secret once, what it was told, and tells again on demand', async () => {
    const added = await api.post('/webhooks', { url: URL, events: ['order.created'] })
    assert.equal(added.status, 201)
    assert.match(String(at(added.body, 'secret')), /^whsec_/)
    const id = String(at(added.body, 'id'))
    const listed = await api.get('/webhooks')
    assert.equal(at(listed.body, 'items.0.id'), id)
    assert.equal(at(listed.body, 'items.0.secret'), undefined)

    const order = await api.post('/orders', orderBody())
    const told = await api.get(`/webhooks/${id}/deliveries`)
    assert.equal(at(told.body, 'items.0.type'), 'order.created')
    assert.equal(at(told.body, 'items.0.order'), at(order.body, 'id'))
    const delivery = String(at(told.body, 'items.0.id'))
    assert.equal((await api.post(`/webhooks/${id}/deliveries/${delivery}/redeliver`)).status, 204)
    assert.equal((await api.post(`/webhooks/${id}/deliveries/unknown/redeliver`)).status, 404)

    assert.equal((await api.call('DELETE', `/webhooks/${id}`)).status, 204)
    assert.equal((await api.call('DELETE', `/webhooks/${id}`)).status, 404)
    assert.deepEqual(at((await api.get('/webhooks')).body, 'items'), [])
  })

  test('another billing system’s webhook is one that nobody knows', async () => {
    const id = String(at((await api.post('/webhooks', { url: URL })).body, 'id'))
    const token = api.tokens.other
    assert.equal((await api.get(`/webhooks/${id}/deliveries`, { token })).status, 404)
    assert.equal((await api.call('DELETE', `/webhooks/${id}`, undefined, { token })).status, 404)
    assert.deepEqual(at((await api.get('/webhooks', { token })).body, 'items'), [])
    const reader = { token: api.tokens.reader }
    assert.equal((await api.post('/webhooks', { url: URL }, reader)).status, 403)
  })

  test('a webhook of no good address or of an unknown type is refused at its field', async () => {
    const bad = await api.post('/webhooks', { url: 'ftp://x', events: ['order.blessed'] })
    assert.equal(bad.status, 422)
    assert.deepEqual([at(bad.body, 'errors.0.path'), at(bad.body, 'errors.1.path')], ['/url', '/events/0'])
    const open = await api.post('/webhooks', { url: 'http://billing.test/hook' })
    assert.deepEqual([open.status, at(open.body, 'errors.0.code')], [422, 'https-webhook'])
  })

  test('an order’s callback URL is found by its order', async () => {
    const order = await api.post('/orders', orderBody({ callbackUrl: 'https://billing.test/one' }))
    const id = String(at(order.body, 'id'))
    const found = await api.get(`/webhooks?order=${id}`)
    assert.equal(at(found.body, 'items.0.url'), 'https://billing.test/one')
    assert.equal(at(found.body, 'items.0.order'), id)
  })
})

describe('billing systems over REST', () => {
  test('a billing system is added, changed and given a new secret', async () => {
    const brand = { name: 'Sklep', sender: 'sklep@shop.test' }
    const added = await api.post('/billing-systems', { name: 'shop', brand })
    assert.equal(added.status, 201)
    assert.equal(at(added.body, 'invoicing'), 'billing-system')
    const path = `/billing-systems/${String(at(added.body, 'id'))}`
    const changed = await api.call('PATCH', path, {
      invoicing: 'certloom',
      brand: { replyTo: 'help@shop.test' },
    })
    assert.equal(at(changed.body, 'invoicing'), 'certloom')
    assert.deepEqual(at(changed.body, 'brand'), { ...brand, replyTo: 'help@shop.test', logoUrl: null })
    assert.equal(at(changed.body, 'secret'), undefined)
    const rotated = await api.call('PATCH', path, { rotateSecret: true })
    assert.match(String(at(rotated.body, 'secret')), /^whsec_/)
    assert.notEqual(at(rotated.body, 'secret'), at(added.body, 'secret'))
    assert.equal(at((await api.get('/billing-systems')).body, 'items.0.secret'), undefined)
  })

  test('a billing system of a name that is taken is refused, and one that nobody knows is not found', async () => {
    const taken = await api.post('/billing-systems', { name: 'default' }, { language: 'pl' })
    assert.deepEqual([taken.status, at(taken.body, 'errors.0.code')], [422, 'billing-system-exists'])
    assert.equal((await api.call('PATCH', '/billing-systems/unknown', {})).status, 404)
    const reader = { token: api.tokens.reader }
    assert.equal((await api.get('/billing-systems', reader)).status, 403)
  })
})
