import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { insertCaOrder, setControl } from '../../store/queries/ca-orders.ts'
import { insertConfiguration } from '../../store/queries/configurations.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const VERIFYING = {
  kind: 'ordering',
  step: 'verifying',
  waitsFor: 'client',
  since: '2026-11-01T00:00:00.000Z',
  dueBy: null,
  problem: null,
} as const

function body(csr: string, more: Record<string, unknown> = {}) {
  return {
    csr,
    names: ['example.com'],
    verification: { method: 'DNS_TXT_PREFIX' },
    contact: CONTACT,
    ...more,
  }
}

/** An order that the CA has, placed with what a configuration call left behind. */
async function ordered(csr: string): Promise<{ id: string; rowId: string }> {
  const id = await startedOrder(api, { product: '961' })
  const first = await api.post(`/orders/${id}/configuration`, body(csr))
  assert.equal(first.status, 200, first.text)
  const configurationId = String(at(api.engine.updates.at(-1), 'message.arguments.configurationId'))
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  const row = await insertCaOrder(api.here.db, {
    caAccountId: order?.caAccountId ?? '',
    caOrderId: `${id}-1`,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: '961',
    customerLabel: id,
    status: 'AWAITING',
    method: 'DNS_TXT_PREFIX',
    code: 'c0de',
    configurationId,
    names: [{ name: 'example.com', state: 'REQUIRED' }],
    placedAt: new Date(),
  })
  const view = viewOf({
    state: 'verifying',
    names: ['example.com'],
    caOrderPlaced: true,
    activity: VERIFYING,
  })
  await tell(api.here, { orderId: id, view })
  api.engine.updates.length = 0
  return { id, rowId: row.id }
}

const sent = () => api.engine.updates.map(({ name }) => name)

describe('a configuration while the CA waits for proof', () => {
  test('is offered, and with another CSR or other names orders anew', async () => {
    const csr = await makeCsr('example.com')
    const { id } = await ordered(csr)
    assert.ok((at((await api.get(`/orders/${id}`)).body, 'actions') as string[]).includes('configuration'))
    const otherNames = await api.post(
      `/orders/${id}/configuration`,
      body(csr, { names: ['example.com', 'www.example.com'] }),
    )
    assert.equal(otherNames.status, 200)
    const otherCsr = await api.post(`/orders/${id}/configuration`, body(await makeCsr('example.com')))
    assert.equal(otherCsr.status, 200)
    assert.deepEqual(sent(), ['configure', 'configure'])
  })

  test('with another method alone only changes the way of proving', async () => {
    const csr = await makeCsr('example.com')
    const { id } = await ordered(csr)
    const changed = await api.post(
      `/orders/${id}/configuration`,
      body(csr, { verification: { method: 'FILE' } }),
    )
    assert.equal(changed.status, 200)
    assert.deepEqual(sent(), ['changeVerification'])
  })

  test('the same once more asks for nothing, so that a published code stays good', async () => {
    const csr = await makeCsr('example.com')
    const { id, rowId } = await ordered(csr)
    assert.equal((await api.post(`/orders/${id}/configuration`, body(csr))).status, 200)
    assert.deepEqual(sent(), [])
    await setControl(api.here.db, rowId, { method: 'ADMIN', code: null }, new Date())
    assert.equal((await api.post(`/orders/${id}/configuration`, body(csr))).status, 200)
    assert.deepEqual(sent(), ['changeVerification'], 'the method had been changed since')
  })

  test('is judged by our rules before anything is given up', async () => {
    const { id } = await ordered(await makeCsr('example.com'))
    const refused = await api.post(`/orders/${id}/configuration`, body('no CSR'))
    assert.equal(refused.status, 422)
    assert.deepEqual(sent(), [])
  })
})

describe('names billed as they are entered', () => {
  async function billed(additionalNames: unknown, names: string[]): Promise<unknown> {
    const id = await startedOrder(api, { product: '931', additionalNames })
    const csr = await makeCsr(names[0] ?? '')
    const reply = await api.post(`/orders/${id}/configuration`, body(csr, { names }))
    assert.equal(reply.status, 200, reply.text)
    return at(api.engine.updates.at(-1), 'message.arguments.billedNames')
  }
  const FOUR = ['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com']

  test('are those beyond the included ones', async () => {
    assert.equal(await billed('as-entered', FOUR), 2)
    assert.equal(await billed('as-entered', FOUR.slice(0, 2)), undefined)
  })

  test('are none where they were bought beforehand', async () => {
    assert.equal(await billed(4, FOUR), undefined)
    assert.equal(await billed(undefined, FOUR), undefined)
  })

  test('are known to the workflow when the configuration came with the order', async () => {
    const configuration = body(await makeCsr('a.example.com'), { names: FOUR })
    await startedOrder(api, { product: '931', additionalNames: 'as-entered', configuration })
    assert.equal(api.engine.starts.at(-1)?.billedNames, 2)
  })
})

test('a configuration that belongs to another order is nobody’s to compare with', async () => {
  const csr = await makeCsr('example.com')
  const { id } = await ordered(csr)
  await insertConfiguration(api.here.db, {
    id: `stray-${id}`,
    orderId: id,
    body: body(csr),
    csr: 'another',
    csrFacts: {},
    names: ['example.com'],
    actor: { role: 'client', id: null },
  })
  assert.equal((await api.post(`/orders/${id}/configuration`, body(csr))).status, 200)
  assert.deepEqual(sent(), [])
})
