import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()

describe('notes by REST', () => {
  test('are added, listed with open tasks first, and done', async () => {
    const id = await startedOrder(api)
    const task = await api.post(`/orders/${id}/notes`, { kind: 'task', text: 'Call', dueOn: '2026-12-01' })
    assert.equal(task.status, 201, task.text)
    await api.post(`/orders/${id}/notes`, { kind: 'note', text: 'Pays late', dueOn: '2026-12-01' })
    const { items } = (await api.get(`/orders/${id}/notes`)).body as {
      items: { kind: string; dueOn: string | null }[]
    }
    assert.deepEqual(
      items.map(({ kind, dueOn }) => [kind, dueOn]),
      [
        ['task', '2026-12-01'],
        ['note', null],
      ],
    )
    const noteId = String(at(task.body, 'id'))
    const done = await api.call('PATCH', `/orders/${id}/notes/${noteId}`, { done: true })
    assert.equal(done.status, 200, done.text)
    assert.ok(at(done.body, 'doneAt'))
  })

  test('are refused where they are wrong, or nobody’s', async () => {
    const id = await startedOrder(api)
    const wrong = await api.post(`/orders/${id}/notes`, { kind: 'memo', text: '', dueOn: 'soon' })
    assert.equal(wrong.status, 422)
    assert.deepEqual(
      problemsOf(wrong).map((problem) => problem.split(' ')[0]),
      ['/kind', '/text', '/dueOn'],
    )
    assert.equal((await api.call('PATCH', `/orders/${id}/notes/none`, { done: true })).status, 404)
    assert.equal((await api.get('/orders/none/notes')).status, 404)
  })
})

describe('moving an order by REST', () => {
  test('goes to a customer of the same billing system', async () => {
    const id = await startedOrder(api)
    const customer = { reference: 'other-1', firstName: 'A', lastName: 'B', email: 'other@customer.test' }
    await startedOrder(api, { customer })
    const moved = await api.post(`/orders/${id}/move`, { customer: { reference: 'other-1' } })
    assert.equal(moved.status, 200, moved.text)
    assert.equal(at(moved.body, 'customer.reference'), 'other-1')
    const unknown = await api.post(`/orders/${id}/move`, { customer: { reference: 'nobody' } })
    assert.deepEqual(problemsOf(unknown), ['/customer/reference customer-unknown'])
  })
})
