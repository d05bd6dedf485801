import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { tell, viewOf } from '../store/order-factory.ts'
import { problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

interface Plan {
  policy: string
  steps: {
    at: string
    what: string
    message: string
    certificateUntil: string | null
    control: string | null
    clientBy: string | null
  }[]
}
interface PlanNow extends Plan {
  ifRenewedNow: { lostDays: number } | null
}

async function planAt(path: string): Promise<{ body: Plan }> {
  return { body: (await api.get(path)).body as Plan }
}

describe('the plan of a term', () => {
  test('before it is bought: five years of a certificate, and nothing is invoiced', async () => {
    const asked = '/products/601/plan?start=2026-04-02&paidUntil=2031-04-02'
    const { body } = await planAt(asked)
    assert.equal(body.steps[0]?.certificateUntil?.slice(0, 10), '2026-10-17')
    assert.equal(body.steps.filter(({ what }) => what === 'renew').length, 4)
    assert.equal(body.steps.filter(({ what }) => what === 'invoice').length, 0)
    assert.ok(body.steps.every(({ message }) => message.endsWith('.') && !message.includes('plan:')))
  })

  test('before it is bought, recurring: an invoice a year', async () => {
    const { body } = await planAt('/products/601/plan?start=2027-01-01&recurring=true')
    assert.ok(body.steps.some(({ what }) => what === 'invoice'))
    assert.deepEqual(problemsOf(await api.get('/products/601/plan?start=soon')), ['/start bad-date'])
    assert.equal((await api.get('/products/nothing/plan')).status, 404)
  })

  test('a renewal before its time says which days are lost, by the setting of what the CA carries over', async () => {
    const id = await startedOrder(api)
    const day = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
    const facts = {
      serialNumber: '0B',
      status: 'VALID' as const,
      names: ['a.test'],
      issuer: 'CA',
      caOrder: 'x',
    }
    const certificate = { ...facts, notBefore: day(-180), notAfter: day(19) }
    const view = viewOf({ state: 'issued', certificates: [certificate], productValidUntil: day(45.5) })
    await tell(api.here, { orderId: id, view })
    const lost = async () => ((await planAt(`/orders/${id}/plan`)).body as PlanNow).ifRenewedNow?.lostDays
    assert.equal(await lost(), 45)
    assert.equal((await api.call('PATCH', '/settings', { renewalCarriesDays: 60 })).status, 200)
    assert.equal(await lost(), 0)
    assert.equal((await api.call('PATCH', '/settings', { renewalCarriesDays: 30 })).status, 200)
  })

  test('what the client must prove, and by when, stands at its step', async () => {
    const { body } = await planAt('/products/601/plan?start=2027-05-01')
    const again = body.steps.filter(({ control }) => control === 'afresh').slice(1)
    assert.ok(again.length > 0)
    for (const { message, clientBy } of again)
      assert.match(message, new RegExp(`proven again by ${clientBy?.slice(0, 10)}`))
  })

  test('as it runs: from the certificate that there is; of what is over nothing', async () => {
    const id = await startedOrder(api)
    const day = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
    const certificate = {
      serialNumber: '0A',
      status: 'VALID' as const,
      notBefore: day(-20),
      notAfter: day(60),
      names: ['a.test'],
      issuer: 'CA',
      caOrder: 'x',
    }
    const view = viewOf({ state: 'issued', certificates: [certificate], productValidUntil: day(300) })
    await tell(api.here, { orderId: id, view })
    const { body } = await planAt(`/orders/${id}/plan`)
    assert.equal(body.steps[0]?.what, 'reissue')
    assert.ok((body.steps[0]?.at ?? '') < day(51) && (body.steps[0]?.at ?? '') > day(40))
    await tell(api.here, { orderId: id, sequence: 2, view: { ...view, state: 'ended' } })
    assert.deepEqual((await planAt(`/orders/${id}/plan`)).body.steps, [])
  })
})
