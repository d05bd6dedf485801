import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { ControlMethod } from '../../domain/product.ts'
import {
  closeCaOrder,
  currentCaOrder,
  insertCaOrder,
  noteCaState,
  setControl,
} from '../../store/queries/ca-orders.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const NAMES = ['example.com', 'www.example.com']

/** An order whose purchase the CA has taken. */
async function placed(method: ControlMethod, names = NAMES): Promise<{ id: string; caOrder: string }> {
  const id = await startedOrder(api, { product: '961' })
  const caOrderId = `${id}-1`
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  const row = await insertCaOrder(api.here.db, {
    caAccountId: order?.caAccountId ?? '',
    caOrderId,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: '961',
    customerLabel: id,
    status: 'AWAITING',
    method,
    code: method === 'ADMIN' ? null : 'c0de',
    configurationId: null,
    names: names.map((name) => ({ name, state: 'REQUIRED' as const })),
    placedAt: new Date(),
    recordLookAt: null,
  })
  await tell(api.here, { orderId: id, view: viewOf({ state: 'verifying', names, caOrderPlaced: true }) })
  await noteCaState(
    api.here.db,
    row.id,
    {
      status: 'AWAITING',
      names: names.map((name, index) => ({ name, state: index === 0 ? 'VERIFIED' : 'REQUIRED' })),
      verifications: [{ type: 'DOMAIN', state: 'REQUIRED', expiresAt: '2026-12-01T00:00:00.000Z' }],
      systemChecks: [{ name: 'example.com', method: 'CAA', info: null }],
      productValidUntil: null,
    },
    new Date(),
  )
  return { id, caOrder: caOrderId }
}

describe('the verification of an order', () => {
  test('is empty while no CA order runs', async () => {
    const id = await startedOrder(api)
    const reply = await api.get(`/orders/${id}/verification`)
    assert.equal(reply.status, 200)
    assert.deepEqual([at(reply.body, 'caOrder'), at(reply.body, 'instructions')], [null, []])
    const { id: done } = await placed('FILE')
    const row = await currentCaOrder(api.here.db, done)
    await closeCaOrder(api.here.db, row?.id ?? '', new Date())
    assert.equal(at((await api.get(`/orders/${done}/verification`)).body, 'caOrder'), null)
  })

  test('says for each name what to publish, how far it is, and what the CA found', async () => {
    const { id, caOrder } = await placed('DNS_TXT_PREFIX')
    const reply = await api.get(`/orders/${id}/verification`)
    assert.equal(at(reply.body, 'caOrder'), caOrder)
    assert.deepEqual(at(reply.body, 'instructions'), [
      {
        name: 'example.com',
        type: 'dns',
        host: '_certum.example.com',
        recordType: 'TXT',
        value: 'c0de',
        state: 'VERIFIED',
      },
      {
        name: 'www.example.com',
        type: 'dns',
        host: '_certum.example.com',
        recordType: 'TXT',
        value: 'c0de',
        state: 'REQUIRED',
      },
    ])
    assert.deepEqual(at(reply.body, 'order'), [
      { type: 'DOMAIN', state: 'REQUIRED', expiresAt: '2026-12-01T00:00:00.000Z' },
    ])
    const message = 'The CAA record of the domain does not allow Certum. Add certum.pl or remove the record.'
    assert.deepEqual(at(reply.body, 'system'), [
      { name: 'example.com', method: 'CAA', info: null, code: 'ca-check-caa', message },
    ])
  })

  test('has the CA asked within 15 s while somebody reads it, and not put off by reading again', async () => {
    const { id } = await placed('DNS_TXT_PREFIX')
    await api.get(`/orders/${id}/verification`)
    const first = (await currentCaOrder(api.here.db, id))?.nextLookAt?.getTime() ?? 0
    assert.ok(first > 0 && first <= Date.now() + 15_000)
    await api.get(`/orders/${id}/verification`)
    assert.equal((await currentCaOrder(api.here.db, id))?.nextLookAt?.getTime(), first)
  })

  test('names the mailbox that was chosen last', async () => {
    const { id } = await placed('DNS_TXT_PREFIX', ['example.com', '*.example.com'])
    const change = await api.post(`/orders/${id}/verification`, {
      method: 'ADMIN',
      emailPrefix: 'HOSTMASTER',
    })
    assert.equal(change.status, 200, change.text)
    const [update] = api.engine.updates
    assert.deepEqual([update?.name, update?.message.arguments], ['changeVerification', {}])
    const row = await currentCaOrder(api.here.db, id)
    await setControl(api.here.db, row?.id ?? '', { method: 'ADMIN', code: null }, new Date())
    const reply = await api.get(`/orders/${id}/verification`)
    assert.equal(at(reply.body, 'instructions.0.address'), 'hostmaster@example.com')
    assert.equal(at(reply.body, 'instructions.0.type'), 'email')
  })

  test('cannot be changed to what cannot prove these names', async () => {
    const { id } = await placed('DNS_TXT_PREFIX', ['example.com', '*.example.com'])
    const file = await api.post(`/orders/${id}/verification`, { method: 'FILE' }, { language: 'pl' })
    assert.deepEqual([file.status, problemsOf(file)], [422, ['/method method-not-for-wildcard']])
    const admin = await api.post(`/orders/${id}/verification`, { method: 'ADMIN', email: 'a@example.com' })
    assert.deepEqual(problemsOf(admin), ['/emailPrefix email-prefix-required', '/email email-not-for-admin'])
    assert.deepEqual(api.engine.updates, [])
  })

  test('can be looked at now: the same body as reading it, with 202 the command as well', async () => {
    const { id, caOrder } = await placed('FILE')
    const looked = await api.post(`/orders/${id}/verification/check`)
    assert.equal(looked.status, 200)
    assert.equal(at(looked.body, 'caOrder'), caOrder)
    assert.equal(
      at(looked.body, 'instructions.1.url'),
      'http://www.example.com/.well-known/pki-validation/certum.txt',
    )
    api.engine.isAway = true
    const kept = await api.post(`/orders/${id}/verification/check`)
    assert.deepEqual([kept.status, at(kept.body, 'command.state')], [202, 'accepted'])
  })
})
