import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, withApi } from './harness.ts'

const api = withApi({ requestsPerSecond: 3 })

test('one token’s surplus of requests is put off, another’s requests are not', async () => {
  const replies = await Promise.all([1, 2, 3, 4, 5].map(() => api.get('/me', { language: 'pl' })))
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 200, 200, 429, 429])
  const refused = replies.find(({ status }) => status === 429)
  assert.equal(refused?.headers.get('retry-after'), '1')
  assert.equal(at(refused?.body, 'title'), 'Zbyt wiele żądań')
  assert.equal((await api.get('/me', { token: api.tokens.other })).status, 200)
})
