import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Caller } from '../../api/services/services.ts'
import { openCaTask } from '../../store/queries/ca-tasks.ts'
import { openManualOrder } from '../../store/queries/manual-orders.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, orderBody, problemsOf, startedOrder, textAt, withApi } from './harness.ts'
import { productMaker } from './product-maker.ts'

const api = withApi()
const { patch, sold } = productMaker(api)
beforeEach(() => api.engine.reset())

const ONCE = { period: 'P1Y', recurring: false }

describe('renewShown', () => {
  async function issuedOf(code: string): Promise<string> {
    const id = await startedOrder(api, { product: code, term: ONCE })
    await tell(api.here, { orderId: id, view: viewOf({ state: 'issued', caOrderPlaced: true }) })
    return id
  }
  function as(role: 'client' | 'admin'): Caller {
    return {
      tenant: { billingSystemId: null },
      actor: { role, id: null },
      role,
      customerId: null,
      language: 'en',
    }
  }

  test('hides renewing from the client, of orders that there are too, and refuses them; not from others', async () => {
    const code = await sold()
    const id = await issuedOf(code)
    const offers = async (role: 'client' | 'admin') =>
      (await api.services.orders.read(as(role), id)).actions.includes('renew')
    assert.deepEqual([await offers('client'), await offers('admin')], [true, true])
    assert.equal((await patch(code, { settings: { renewShown: false } })).status, 200)
    assert.deepEqual([await offers('client'), await offers('admin')], [false, true])
    assert.ok((at((await api.get(`/orders/${id}`)).body, 'actions') as string[]).includes('renew'))
    await assert.rejects(api.services.orders.readFor(as('client'), id, 'renew'), (error: unknown) => {
      assert.deepEqual(
        [at(error, 'code'), at(error, 'blockedBy')],
        ['forbidden', { kind: 'role', role: 'client' }],
      )
      return true
    })
    await patch(code, { settings: { renewShown: true } })
    assert.equal(await offers('client'), true)
  })
})

describe('the balance of an account', () => {
  const ZL = (amount: number) => ({ amount, currency: 'PLN' })
  const account = async (name: string, preference: number): Promise<string> => {
    const url = `https://${name}.test/service/PartnerApi.wsdl`
    const rest = { url, userName: name, password: 'x', preference, minimalBalance: ZL(10_000) }
    return textAt((await api.post('/ca-accounts', { name, mode: 'production', ...rest })).body, 'id')
  }
  const accountOf = async (code: string): Promise<string> => {
    const reply = await api.post('/orders', orderBody({ product: code }))
    assert.equal(reply.status, 201, reply.text)
    return api.engine.starts.at(-1)?.caAccountId ?? ''
  }

  test('an admin enters it; below the minimum the next account in the order of preference serves', async () => {
    const [first, second] = [await account('first', 1), await account('second', 2)]
    const code = await sold()
    await patch(code, { settings: { mode: 'production' } })
    assert.equal(await accountOf(code), first)
    const edited = await api.call('PATCH', `/ca-accounts/${first}`, { balance: ZL(9_999) })
    assert.deepEqual([edited.status, at(edited.body, 'balance')], [200, ZL(9_999)])
    assert.equal(await accountOf(code), second)
    await api.call('PATCH', `/ca-accounts/${first}`, { balance: ZL(10_000) })
    assert.equal(await accountOf(code), first)
    await api.call('PATCH', `/ca-accounts/${first}`, { balance: { amount: 1, currency: 'EUR' } })
    assert.equal(await accountOf(code), first, 'another currency says nothing')
    await api.call('PATCH', `/ca-accounts/${first}`, { balance: null })
    assert.equal(await accountOf(code), first)
  })
})

describe('the department of an account', () => {
  test('is a name, an address, or both; what looks like an address must be one', async () => {
    const id = textAt(
      (await api.post('/ca-accounts', { kind: 'manual', name: 'M', mode: 'test' })).body,
      'id',
    )
    const set = (department: string) => api.call('PATCH', `/ca-accounts/${id}`, { department })
    for (const good of ['TLS desk', 'tls@example.com', 'Dział TLS <tls@example.com>'])
      assert.equal((await set(good)).status, 200, good)
    for (const bad of ['tls@', 'TLS desk <tls>', 'a b@example.com'])
      assert.deepEqual(problemsOf(await set(bad)), ['/department bad-email'], bad)
  })

  test('is named by the tasks at its CA', async () => {
    const { db } = api.here
    const manual = { kind: 'manual', name: 'Hand', mode: 'test', department: 'TLS desk' }
    const caAccountId = textAt((await api.post('/ca-accounts', manual)).body, 'id')
    const orderId = await startedOrder(api)
    const key = { caAccountId, caOrderId: `${orderId}-1` }
    await db.em().transactional(async (em) => {
      await openManualOrder(em, { ...key, customerLabel: orderId, productCode: 'HAND' }, new Date())
      await openCaTask(em, key, { kind: 'issue', request: {} }, new Date())
    })
    const { items } = (await api.get('/ca-tasks')).body as {
      items: { orderId: string; department: string | null }[]
    }
    assert.equal(items.find((task) => task.orderId === orderId)?.department, 'TLS desk')
  })
})
