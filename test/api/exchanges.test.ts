import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { insertExchanges, type NewExchange } from '../../store/queries/exchanges.ts'
import { at, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
const START_MS = Date.parse('2031-01-01T00:00:00Z')

function said(orderId: string, second: number, more: Partial<NewExchange> = {}): NewExchange {
  return {
    caAccountId: api.here.caAccountId,
    orderId,
    operation: 'getOrderState',
    startedAt: new Date(START_MS + second * 1_000).toISOString(),
    durationMs: 12,
    httpStatus: 200,
    failure: null,
    errorNumbers: [],
    request: '<a/>',
    response: '<b/>',
    ...more,
  }
}

async function page(orderId: string, query = '') {
  const reply = await api.get(`/orders/${orderId}/exchanges${query}`, { token: api.tokens.installation })
  assert.equal(reply.status, 200, reply.text)
  const items = at(reply.body, 'items')
  assert.ok(Array.isArray(items))
  const cursor = at(reply.body, 'nextCursor')
  return { items, cursor: typeof cursor === 'string' ? cursor : null }
}

describe('what was said to and by the CA', () => {
  test('is read by an admin, of one order, with what came of each call', async () => {
    const [id, other] = [await startedOrder(api), await startedOrder(api)]
    await insertExchanges(api.here.db, [
      said(id, 1),
      said(id, 2, { operation: 'quickOrder', failure: 'refused', errorNumbers: [1032, 1045] }),
      said(id, 3, { operation: 'cancelOrder', failure: 'timeout', httpStatus: null, response: null }),
      said(other, 4),
    ])
    const { items } = await page(id)
    assert.deepEqual(
      items.map((item: unknown) =>
        ['operation', 'result', 'errorNumbers', 'httpStatus'].map((key) => at(item, key)),
      ),
      [
        ['cancelOrder', 'timeout', [], null],
        ['quickOrder', 'refused', [1032, 1045], 200],
        ['getOrderState', 'ok', [], 200],
      ],
    )
    assert.equal(textAt(items[2], 'startedAt'), '2031-01-01T00:00:01.000Z')
    assert.deepEqual(
      [at(items[2], 'request'), at(items[2], 'response'), at(items[0], 'response')],
      ['<a/>', '<b/>', null],
    )
  })

  test('comes in pages, newest first, each call once, also those of one millisecond', async () => {
    const id = await startedOrder(api)
    const calls = Array.from({ length: 23 }, (_, n) =>
      said(id, Math.floor(n / 4), { operation: `call-${n}` }),
    )
    await insertExchanges(api.here.db, calls)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const next: { items: unknown[]; cursor: string | null } = await page(id, `?limit=5&cursor=${cursor}`)
      seen.push(...next.items.map((item) => textAt(item, 'operation')))
      // What is said meanwhile is newer, and moves nothing.
      await insertExchanges(api.here.db, [said(id, 1_000 + seen.length)])
      cursor = next.cursor
    }
    assert.deepEqual(seen, calls.map(({ operation }) => operation).toReversed())
  })

  test('is for admins only, and nobody is told of strangers', async () => {
    const id = await startedOrder(api)
    for (const token of [api.tokens.reader, api.tokens.other])
      assert.equal((await api.get(`/orders/${id}/exchanges`, { token })).status, 403)
    assert.equal((await api.get(`/orders/${'0'.repeat(32)}/exchanges`)).status, 404)
    assert.equal((await api.get(`/orders/${id}/exchanges`)).status, 200)
  })

  test('a cursor or a limit that makes no sense is a problem of its own', async () => {
    const id = await startedOrder(api)
    for (const [query, problem] of [
      ['cursor=x', '/cursor bad-cursor'],
      [`cursor=${Buffer.from('["2031-13-01","1"]').toString('base64url')}`, '/cursor bad-cursor'],
      [`cursor=${Buffer.from('[1,2]').toString('base64url')}`, '/cursor bad-cursor'],
    ]) {
      const reply = await api.get(`/orders/${id}/exchanges?${query}`)
      assert.deepEqual([reply.status, problemsOf(reply)], [422, [problem]])
    }
    assert.equal((await api.get(`/orders/${id}/exchanges?limit=0`)).status, 422)
  })
})
