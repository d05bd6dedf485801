import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { billedNames } from '../../domain/billed-names.ts'

const CASES = [
  { included: 2, step: 1, entered: 1, billed: 0 },
  { included: 2, step: 1, entered: 2, billed: 0 },
  { included: 2, step: 1, entered: 5, billed: 3 },
  { included: 4, step: 5, entered: 5, billed: 5 },
  { included: 4, step: 5, entered: 9, billed: 5 },
  { included: 4, step: 5, entered: 10, billed: 10 },
]

for (const { included, step, entered, billed } of CASES)
  test(`${entered} names, ${included} included, in steps of ${step}: ${billed} are billed`, () =>
    assert.equal(billedNames({ included, max: 100, step }, entered), billed))

test('whatever the product, what is billed covers what was entered, and no step more', () => {
  const counts = fc.record({ included: fc.nat(20), step: fc.nat(10), entered: fc.nat(100) })
  fc.assert(
    fc.property(counts, ({ included, step, entered }) => {
      const billed = billedNames({ included, max: 100, step }, entered)
      assert.ok(included + billed >= entered)
      assert.ok(billed === 0 || included + billed - Math.max(1, step) < entered)
    }),
  )
})
