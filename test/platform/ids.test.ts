import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isId, newId, newSecret } from '../../platform/ids.ts'

describe('ids and secrets', () => {
  test('an id is 128 bits as hex, and no two are the same', () => {
    const ids = Array.from({ length: 1000 }, newId)
    assert.ok(ids.every(isId))
    assert.equal(new Set(ids).size, ids.length)
  })

  test('the longest CA order id made of one fits what the CA takes', () => {
    assert.ok(`${newId()}-9999`.length <= 50)
  })

  for (const text of ['', 'x'.repeat(32), 'A'.repeat(32), `${'a'.repeat(32)} `, 'a'.repeat(31)])
    test(`${JSON.stringify(text)} is no id`, () => {
      assert.ok(!isId(text))
    })

  test('a secret holds at least the bits asked for, in letters that need no escape', () => {
    assert.match(newSecret(256), /^[\w-]{43}$/)
    assert.match(newSecret(120), /^[\w-]{20}$/)
  })
})
