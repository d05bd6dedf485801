import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { findingOf } from '../../domain/preflight.ts'
import { noteFindings } from '../../store/queries/ca-findings.ts'
import { insertCaOrder, setControl } from '../../store/queries/ca-orders.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

/** An order whose purchase the CA has taken, with one name proven and one open. */
async function placed(): Promise<{ id: string; rowId: string }> {
  const id = await startedOrder(api, { product: '961' })
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  const names = [
    { name: 'done.example.com', state: 'VERIFIED' as const },
    { name: 'open.example.com', state: 'REQUIRED' as const },
  ]
  const row = await insertCaOrder(api.here.db, {
    caAccountId: order?.caAccountId ?? '',
    caOrderId: `${id}-1`,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: '961',
    customerLabel: id,
    status: 'AWAITING',
    method: 'DNS_TXT',
    code: 'c0de',
    configurationId: null,
    names,
    placedAt: new Date(),
  })
  const view = viewOf({ state: 'verifying', names: names.map(({ name }) => name), caOrderPlaced: true })
  await tell(api.here, { orderId: id, view })
  return { id, rowId: row.id }
}

describe('what our own look found', () => {
  test('is nothing before it looked, and nothing again when the proof changed', async () => {
    const { id, rowId } = await placed()
    const read = async () => (await api.get(`/orders/${id}/verification`)).body
    const nothing = await read()
    assert.deepEqual([at(nothing, 'findings'), at(nothing, 'findingsAt')], [[], null])
    await noteFindings(
      api.here.db,
      rowId,
      [findingOf(null, 'warning', 'look-unfinished', { names: 1 })],
      new Date(),
    )
    assert.notEqual(at(await read(), 'findingsAt'), null)
    await setControl(api.here.db, rowId, { method: 'DNS_TXT', code: 'n3w' }, new Date())
    const changed = await read()
    assert.deepEqual([at(changed, 'findings'), at(changed, 'findingsAt')], [[], null])
  })

  for (const [language, message] of [
    ['en', 'There is no TXT record at open.example.com. Create it with the value c0de.'],
    ['pl', 'Pod open.example.com nie ma rekordu TXT. Utwórz go z wartością c0de.'],
  ] as const) {
    test(`is told in ${language} where it was checked and where it is read, but for what is proven`, async () => {
      const { id, rowId } = await placed()
      const seen = new Date()
      const params = { host: 'open.example.com', type: 'TXT', value: 'c0de' }
      const missing = ['open.example.com', 'done.example.com'].map((name) =>
        findingOf(name, 'problem', 'record-missing', params),
      )
      await noteFindings(api.here.db, rowId, missing, seen)
      const got = await api.get(`/orders/${id}/verification`, { language })
      const checked = await api.post(`/orders/${id}/verification/check`, {}, { language })
      for (const { body, text } of [got, checked]) {
        const findings = at(body, 'findings')
        assert.ok(Array.isArray(findings), text)
        assert.equal(findings.length, 1, text)
        const finding: unknown = findings[0]
        assert.ok(textAt(finding, 'message').startsWith(message), textAt(finding, 'message'))
        assert.deepEqual([at(finding, 'name'), at(finding, 'code')], ['open.example.com', 'record-missing'])
        assert.deepEqual([at(finding, 'severity'), at(finding, 'params')], ['problem', params])
        assert.equal(at(body, 'findingsAt'), seen.toISOString())
      }
    })
  }
})
