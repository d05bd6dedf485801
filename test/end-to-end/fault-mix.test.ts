import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { FAULT_RUN, runUnderFaults } from '../../bench/fault-run/run.ts'
import { startUnderFaults } from '../../bench/fault-run/stack.ts'
import { tableOf } from '../../bench/fault-run/table.ts'
import { FAULT_KINDS } from '../../sandbox/hostility/fault-kinds.ts'
import type { LiveStack } from './support/stack.ts'

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1)
const PATIENCE_MS = 500_000

describe('a CA that fails by seed', () => {
  let stack: LiveStack

  before(async () => {
    stack = await startUnderFaults()
  })
  after(() => stack.stop())

  test('issues every kind by every method as often as was ordered, loses none, and needs nobody', {
    timeout: 800_000,
  }, async (t) => {
    const options = { ...FAULT_RUN, seeds: SEEDS, patienceMs: PATIENCE_MS }
    const result = await runUnderFaults(stack, options, (line) => console.log(line))
    for (const line of tableOf(result).split('\n')) t.diagnostic(line)
    assert.deepEqual(result.stuck, [])
    assert.deepEqual(Object.values(result.disagreement).flat(), [], JSON.stringify(result.disagreement))
    assert.deepEqual([...result.askedOfPeople, ...result.misunderstood], [])
    assert.ok(result.reissues > 0 && result.renewals > 0)
    assert.ok(result.orders >= 2 * result.paths, 'every path at least twice')
    const expected = FAULT_KINDS.filter((kind) => kind !== 'error').sort()
    assert.deepEqual(Object.keys(result.byKind).sort(), expected)
  })
})
