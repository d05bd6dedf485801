import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { acquireCall } from '../../store/queries/call-limiter.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'

const here = withInstallation()
const CALLER = join(import.meta.dirname, 'calls-in-a-process.ts')
const run = promisify(execFile)

async function setRate(perSecond: number, burst: number): Promise<void> {
  await rows(
    here.db.em(),
    sql`update ca_accounts set calls_per_second = ${perSecond}, call_burst = ${burst}, limiter_at = '-infinity'
        where id = ${here.caAccountId}`,
  )
}

async function acquiredAtMs(signal?: AbortSignal): Promise<number> {
  await acquireCall(here.db, here.caAccountId, signal)
  return performance.now()
}

/** How many calls the fullest second holds, wherever it begins; both its ends belong to it. */
function mostInASecond(grantedMs: readonly number[]): number {
  return Math.max(
    ...grantedMs.map((from) => grantedMs.filter((at) => at >= from && at <= from + 1_000).length),
  )
}

describe('the call limiter', () => {
  beforeEach(() => setRate(20, 6))

  test('in any second there are at most rate and burst, however many processes ask', async () => {
    const children = [1, 2, 3].map(() =>
      run(process.execPath, [CALLER, here.url, here.caAccountId, '20'], { env: process.env }),
    )
    const grantedMs = (await Promise.all(children)).flatMap(({ stdout }): number[] => JSON.parse(stdout))
    assert.equal(grantedMs.length, 60)
    const most = mostInASecond(grantedMs)
    assert.ok(most <= 26, `${most} calls in one second`)
    assert.ok(most >= 20, `only ${most} calls in the fullest second`)
    const tookMs = Math.max(...grantedMs) - Math.min(...grantedMs)
    assert.ok(tookMs < 3_500, `60 calls took ${tookMs} ms`)
  })

  test('a burst goes at once, and then the rate holds', async () => {
    await setRate(10, 6)
    const startedMs = performance.now()
    const atOnce = await Promise.all(Array.from({ length: 5 }, () => acquiredAtMs()))
    assert.ok(Math.max(...atOnce) - startedMs < 90, 'five calls need no wait')
    assert.ok((await acquiredAtMs()) - startedMs >= 90, 'the sixth has to wait')
  })

  test('who asks first is called first: of 50 orders none starves', async () => {
    await setRate(200, 2)
    const waits: number[] = []
    const finished = Array.from({ length: 50 }, async () => {
      for (let call = 0; call < 6; call += 1) {
        const askedMs = performance.now()
        waits.push((await acquiredAtMs()) - askedMs)
      }
    })
    await Promise.all(finished)
    assert.equal(waits.length, 300)
    // At most the 49 others stand before one: 250 ms at this rate. The rest is how busy the machine is.
    assert.ok(Math.max(...waits) < 750, `one waited ${Math.max(...waits)} ms`)
  })

  test('calls are granted in the order in which they were asked for', async () => {
    await setRate(40, 1)
    const granted: number[] = []
    const asked: Promise<void>[] = []
    for (let call = 0; call < 8; call += 1) {
      asked.push(acquireCall(here.db, here.caAccountId).then(() => void granted.push(call)))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await Promise.all(asked)
    assert.deepEqual(granted, [0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('a wait that is given up leaves its place to the next', async () => {
    await setRate(1, 1)
    await acquiredAtMs()
    const [one, other] = [new AbortController(), new AbortController()]
    const waits = [acquiredAtMs(one.signal), acquiredAtMs(other.signal)]
    await new Promise((resolve) => setTimeout(resolve, 50))
    other.abort()
    await assert.rejects(waits[1] ?? Promise.resolve(), { name: 'AbortError' })
    one.abort()
    await assert.rejects(waits[0] ?? Promise.resolve(), { name: 'AbortError' })
    const startedMs = performance.now()
    const waitedMs = (await acquiredAtMs()) - startedMs
    assert.ok(waitedMs < 1_100, `waited ${waitedMs} ms where one second is free`)
  })

  test('an unknown account is an error', async () => {
    await assert.rejects(acquireCall(here.db, 'unknown'), /unknown CA account/)
  })
})
