import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { OrderView } from '../../domain/order-view.ts'
import {
  type CaOrderEmail,
  closeCaOrder,
  currentCaOrder,
  insertCaOrder,
  noteCaState,
} from '../../store/queries/ca-orders.ts'
import { orderById } from '../../store/queries/orders.ts'
import { upsertProducts } from '../../store/queries/products.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { PRODUCT } from '../store/installation.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const MAILBOX = { ...PRODUCT, code: '511', name: 'S/MIME Mailbox', kind: 'smime', methods: [] } as const

const api = withApi()
beforeEach(() => api.engine.reset())

const SENT: CaOrderEmail = {
  address: 'jadwiga@example.com',
  verified: false,
  sentAt: '2026-05-04T09:30:00.000Z',
  linkValidUntil: '2026-05-05T09:30:00.000Z',
  verifiedAt: null,
  validUntil: null,
}
const VERIFICATIONS = [{ type: 'EMAIL', state: 'REQUIRED', expiresAt: null }] as const
const WAITING = { waitsFor: 'client', since: '2026-05-04T09:30:00.000Z', dueBy: null, problem: null } as const
const OPEN: Partial<OrderView> = {
  state: 'verifying',
  activity: { kind: 'ordering', step: 'verifying', ...WAITING },
  caOrderPlaced: true,
}

async function placed(product: string, email: CaOrderEmail | null = SENT): Promise<string> {
  await upsertProducts(api.here.db, [{ ...MAILBOX, validation: 'MV' }], { enabled: true })
  const id = await startedOrder(api, { product })
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  const row = await insertCaOrder(api.here.db, {
    caAccountId: order?.caAccountId ?? '',
    caOrderId: `${id}-1`,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: product,
    customerLabel: id,
    status: 'AWAITING',
    method: product === '511' ? null : 'DNS_TXT_PREFIX',
    configurationId: null,
    names: product === '511' ? [] : [{ name: 'example.com', state: 'REQUIRED' }],
    placedAt: new Date(),
  })
  const state = { status: 'AWAITING', names: [], systemChecks: [], productValidUntil: null } as const
  await noteCaState(api.here.db, row.id, { ...state, verifications: VERIFICATIONS, email }, new Date())
  await tell(api.here, { orderId: id, view: viewOf(OPEN) })
  return id
}

describe('the proof of a mailbox', () => {
  test('is told with the validity of its link', async () => {
    const id = await placed('511')
    const { body } = await api.get(`/orders/${id}/verification`)
    assert.deepEqual(at(body, 'email'), SENT)
    assert.deepEqual([at(body, 'method'), at(body, 'instructions')], [null, []])
  })

  test('is left out where the CA has not spoken of it', async () => {
    const { body } = await api.get(`/orders/${await placed('511', null)}/verification`)
    assert.equal(at(body, 'email'), undefined)
  })

  for (const [what, body] of [
    ['with an empty body', {}],
    ['without a body', undefined],
  ] as const) {
    test(`is sent again ${what}`, async () => {
      const id = await placed('511')
      const reply = await api.post(`/orders/${id}/verification`, body)
      assert.equal(reply.status, 200, reply.text)
      const [update] = api.engine.updates
      assert.deepEqual([update?.name, update?.message.arguments], ['changeVerification', {}])
    })
  }

  test('leaves nothing to choose', async () => {
    const id = await placed('511')
    const reply = await api.post(`/orders/${id}/verification`, { method: 'FILE', email: 'a@example.com' })
    assert.deepEqual(problemsOf(reply), ['/method not-for-product', '/email not-for-product'])
    assert.deepEqual(api.engine.updates, [])
  })

  test('is not sent again while the last message holds, and says until when in both languages', async () => {
    const id = await placed('511')
    const problems = [{ path: '', code: 'mail-still-valid', caCode: 1114 }]
    const outcome = { state: 'refused', code: 'ca-refused', problems } as const
    api.engine.answer = () => ({ kind: 'outcome', outcome })
    const reply = await api.post(`/orders/${id}/verification`, {})
    assert.deepEqual([reply.status, at(reply.body, 'errors.0.caCode')], [422, 1114])
    assert.match(textAt(reply.body, 'errors.0.message'), /until 2026-05-05 11:30 \(Europe\/Warsaw\)/)
    const polish = await api.post(`/orders/${id}/verification`, {}, { language: 'pl' })
    assert.match(textAt(polish.body, 'errors.0.message'), /do 2026-05-05 11:30 \(Europe\/Warsaw\)/)
    const unknown = await api.post(`/orders/${await placed('511', null)}/verification`, {})
    assert.match(textAt(unknown.body, 'errors.0.message'), /The last message is still valid/)
  })

  test('goes on by itself while the engine is away', async () => {
    const id = await placed('511')
    api.engine.isAway = true
    assert.equal((await api.post(`/orders/${id}/verification`, {})).status, 202)
  })
})

describe('what the CA has verified', () => {
  test('needs a method where names are proven', async () => {
    const id = await placed('601')
    const reply = await api.post(`/orders/${id}/verification`, {})
    assert.deepEqual([reply.status, problemsOf(reply)], [422, ['/method required']])
  })

  test('stays readable when the CA order is over', async () => {
    const id = await placed('511')
    const row = await currentCaOrder(api.here.db, id)
    await closeCaOrder(api.here.db, row?.id ?? '', new Date())
    const { body } = await api.get(`/orders/${id}/verification`)
    assert.deepEqual([at(body, 'caOrder'), at(body, 'order')], [null, VERIFICATIONS])
  })
})
