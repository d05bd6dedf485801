import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareNames } from '../../pki/compare-names.ts'

type Case = readonly [what: string, ordered: string[], held: string[], missing: string[], extra: string[]]

const CASES: readonly Case[] = [
  ['the same', ['a.test', 'b.test'], ['b.test', 'a.test'], [], []],
  ['a name less', ['a.test', 'b.test'], ['a.test'], ['b.test'], []],
  ['another name', ['a.test'], ['a.test', 'c.test'], [], ['c.test']],
  ['another instead', ['a.test'], ['c.test'], ['a.test'], ['c.test']],
  ['other letters', ['A.Test'], ['a.TEST'], [], []],
  ['the same in Unicode', ['bücher.test'], ['xn--bcher-kva.test'], [], []],
  ['a wildcard for its name', ['*.a.test'], ['a.test'], ['*.a.test'], ['a.test']],
  ['a www that the CA adds', ['a.test'], ['a.test', 'www.a.test'], [], []],
  ['the name below a www that was ordered', ['www.a.test'], ['www.a.test', 'a.test'], [], []],
  ['a www that was ordered and is not there', ['a.test', 'www.a.test'], ['a.test'], ['www.a.test'], []],
  ['nothing ordered by name', [], ['person@a.test'], [], []],
]

describe('names in a certificate and names that were ordered', () => {
  for (const [what, ordered, names, missing, extra] of CASES)
    test(what, () => {
      assert.deepEqual(compareNames(ordered, { names, ipAddresses: [] }), { missing, extra })
    })

  test('addresses count whatever their spelling', () => {
    const held = { names: ['a.test'], ipAddresses: ['2001:db8:0:0:0:0:0:1', '192.0.2.7'] }
    assert.deepEqual(compareNames(['a.test', '2001:DB8::1', '192.0.2.7'], held), { missing: [], extra: [] })
    assert.deepEqual(compareNames(['a.test', '2001:db8::2'], held), {
      missing: ['2001:db8::2'],
      extra: ['2001:db8::1', '192.0.2.7'],
    })
  })
})
