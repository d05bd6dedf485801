import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clickNewest, mailboxOrder, place, upload } from './core-orders.ts'
import { at, door, sandboxFor } from './harness.ts'

describe('lists of the side door', () => {
  test('give the mails about one order, and the documents of one, where they are asked so', async (t) => {
    const sandbox = await sandboxFor(t)
    const ids: string[] = []
    for (const email of ['anna@example.test', 'jan@example.test']) {
      const names = { givenName: 'Anna', surname: 'Nowak', email }
      const { id } = await place(sandbox.core, await mailboxOrder('521', names))
      await clickNewest(sandbox.core, email)
      await upload(sandbox.core, id, 'APPLICANT')
      ids.push(id)
    }
    const count = async (path: string) => {
      const items = at((await door(sandbox, 'GET', path)).json, 'items')
      return Array.isArray(items) ? items.length : -1
    }
    const [first] = ids
    assert.deepEqual([await count('/mail'), await count(`/mail?subject=${first}`)], [2, 1])
    assert.deepEqual([await count('/documents'), await count(`/documents?order=${first}`)], [2, 1])
    assert.deepEqual([await count('/mail?subject=nobody'), await count('/documents?order=none')], [0, 0])
  })
})
