import assert from 'node:assert/strict'
import type { OrderView } from '../../domain/order-view.ts'
import { insertCaOrder } from '../../store/queries/ca-orders.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { type Api, at, type CallOptions, type Reply, startedOrder } from './harness.ts'
import { documentForm, SAMPLES } from './sample-files.ts'

export const SINCE = '2026-05-04T09:30:00.000Z'
const WAITING = { waitsFor: 'client', since: SINCE, dueBy: null, problem: null } as const
const OPEN: Partial<OrderView> = {
  state: 'verifying',
  activity: { kind: 'ordering', step: 'verifying', ...WAITING },
  names: ['example.com'],
  caOrderPlaced: true,
}

export const FIELDS = { type: 'ORGANIZATION' }
export const pdf = (): FormData => documentForm(FIELDS, [['statute.pdf', SAMPLES.pdf()]])

/** Orders that are proven by documents, and what is sent and read of these. */
export function documentsScene(api: Api) {
  /** An order that is proven by documents, and which the CA has taken. */
  async function placed(product = '631', view: Partial<OrderView> = {}): Promise<string> {
    const id = await startedOrder(api, { product })
    const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
    await insertCaOrder(api.here.db, {
      caAccountId: order?.caAccountId ?? '',
      caOrderId: `${id}-1`,
      orderId: id,
      n: 1,
      purpose: 'issue',
      productCode: product,
      customerLabel: id,
      status: 'AWAITING',
      configurationId: null,
      names: [],
      placedAt: new Date(),
    })
    await tell(api.here, { orderId: id, view: viewOf({ ...OPEN, ...view }) })
    return id
  }

  const send = (id: string, form: FormData, options: CallOptions = {}): Promise<Reply> =>
    api.call('POST', `/orders/${id}/documents`, undefined, { ...options, raw: form })

  const list = async (id: string, options: CallOptions = {}): Promise<unknown[]> => {
    const items = at((await api.get(`/orders/${id}/documents`, options)).body, 'items')
    assert.ok(Array.isArray(items))
    return items
  }

  return { placed, send, list }
}
