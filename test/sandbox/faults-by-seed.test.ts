import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { FAULT_KINDS } from '../../sandbox/hostility/fault-kinds.ts'
import { faultOfCall, hostilityInput } from '../../sandbox/hostility/seeded-faults.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { door, sandboxFor, soapCaller } from './harness.ts'

const settings = (changes: object) => hostilityInput.parse({ seed: 1, rate: 0.3, ...changes })

async function turnHostile(sandbox: Sandbox, hostility: object): Promise<void> {
  assert.equal((await door(sandbox, 'PUT', '/hostility', hostility)).status, 200)
}

/** Whether each of so many calls was answered as it should be. */
async function outcomes(sandbox: Sandbox, operation: string, calls: number): Promise<boolean[]> {
  const caller = await soapCaller(sandbox)
  const seen: boolean[] = []
  for (let call = 0; call < calls; call += 1) {
    seen.push(
      await caller.call(operation, { orderID: 'x' }).then(
        ({ xml }) => !xml.includes('<successCode>1</successCode><timestamp>') || xml.includes('<errorCode>'),
        () => false,
      ),
    )
  }
  return seen
}

const SURE_FAILURES = ['fault', '403', '404', '500-html', 'reset'] as const

describe('faults by seed', () => {
  test('the same seed has the same fault for the n-th call of an operation, another seed another row', () => {
    const row = (seed: number, operation: string) =>
      Array.from({ length: 60 }, (_, call) => faultOfCall(settings({ seed }), operation, call))
    assert.deepEqual(row(7, 'quickOrder'), row(7, 'quickOrder'))
    assert.notDeepEqual(row(7, 'quickOrder'), row(8, 'quickOrder'))
    assert.notDeepEqual(row(7, 'quickOrder'), row(7, 'getOrderState'))
  })

  test('strikes as often as told, with the kinds that were told, and slow within its delay', () => {
    const rates = fc.record({
      seed: fc.nat(),
      rate: fc.constantFrom(0, 0.1, 0.5, 1),
      kinds: fc.subarray(['slow', '403', 'cut-short'], { minLength: 1 }),
    })
    fc.assert(
      fc.property(rates, (given) => {
        const hostility = settings({ ...given, delayMs: 1_000 })
        const met = Array.from({ length: 1_000 }, (_, call) => faultOfCall(hostility, 'quickOrder', call))
        const faults = met.filter((fault) => fault !== undefined)
        assert.ok(Math.abs(faults.length / 1_000 - given.rate) < 0.1, String(faults.length))
        for (const { kind, delayMs } of faults) {
          assert.ok(given.kinds.includes(kind))
          assert.equal(kind === 'slow', delayMs !== undefined)
          if (delayMs !== undefined) assert.ok(delayMs >= 200 && delayMs <= 1_000)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('every kind comes up but the one that needs to be told a number', () => {
    const hostility = settings({ rate: 1 })
    const kinds = Array.from({ length: 2_000 }, (_, call) => faultOfCall(hostility, 'quickOrder', call)?.kind)
    assert.deepEqual([...new Set(kinds)].sort(), FAULT_KINDS.filter((kind) => kind !== 'error').sort())
  })

  test('calls over the wire meet what the seed has for them, again after the generator was reset', async (t) => {
    const sandbox = await sandboxFor(t)
    const hostility = { seed: 42, rate: 0.5, kinds: SURE_FAILURES }
    const foretold = Array.from(
      { length: 12 },
      (_, call) => faultOfCall(settings(hostility), 'getOrderState', call) === undefined,
    )
    for (let round = 0; round < 2; round += 1) {
      await turnHostile(sandbox, hostility)
      assert.deepEqual(await outcomes(sandbox, 'getOrderState', 12), foretold)
    }
    const struck = foretold.filter((isWell) => !isWell).length
    const { json } = await door(sandbox, 'GET', '/hostility')
    assert.deepEqual(Object(json).byOperation, { getOrderState: { calls: 12, injected: struck } })
    assert.equal(Object(json).injected, struck)
    assert.equal(
      Object.values(Object(json).byKind).reduce((sum: number, times) => sum + Number(times), 0),
      struck,
    )
  })

  test('concern the named operations alone; a fault armed by hand goes before and is not counted', async (t) => {
    const sandbox = await sandboxFor(t)
    await turnHostile(sandbox, { seed: 1, rate: 1, kinds: ['403'], operations: ['getOrderState'] })
    assert.deepEqual(await outcomes(sandbox, 'getProductList', 3), [true, true, true])
    assert.deepEqual(await outcomes(sandbox, 'getOrderState', 2), [false, false])
    await door(sandbox, 'PUT', '/faults', { operation: 'getOrderState', kind: 'error', code: 1033, times: 1 })
    assert.deepEqual(await outcomes(sandbox, 'getOrderState', 2), [true, false])
    const { json } = await door(sandbox, 'GET', '/hostility')
    assert.equal(Object(json).byOperation.getOrderState.calls, 3)
  })

  test('end with DELETE and with a reset; what is malformed is refused', async (t) => {
    const sandbox = await sandboxFor(t)
    const all = { seed: 1, rate: 1, kinds: ['403'] }
    const none = { settings: null, calls: 0, injected: 0, byKind: {}, byOperation: {} }
    for (const [method, path] of [
      ['DELETE', '/hostility'],
      ['POST', '/reset'],
    ] as const) {
      await turnHostile(sandbox, all)
      assert.deepEqual(await outcomes(sandbox, 'getProductList', 1), [false])
      await door(sandbox, method, path)
      assert.deepEqual((await door(sandbox, 'GET', '/hostility')).json, none)
      assert.deepEqual(await outcomes(sandbox, 'getProductList', 1), [true])
    }
    for (const bad of [{}, { seed: 1, rate: 2 }, { seed: 1, rate: 1, kinds: ['error'] }, { ...all, sed: 2 }])
      assert.equal((await door(sandbox, 'PUT', '/hostility', bad)).status, 422, JSON.stringify(bad))
  })
})
