import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'
import { YearsCa } from './support/years-ca.ts'

// Nothing is kept in a worker's memory: what it had would be waited for after its end.
const time = withSkippedTime({ maxCachedWorkflows: 0 })

test('a machine that is off for twenty days across the window: what is overdue happens, and once', async () => {
  const made: { ca?: YearsCa } = {}
  const order = await time.begin({}, (script) => {
    made.ca = new YearsCa(script)
  })
  await order.configure()
  await order.signal('synchronize')
  await order.until(({ state }) => state === 'issued')
  await order.untilRun(2)
  await time.settle()
  const startsAt = Date.parse(order.view().renewal?.startsAt ?? '')
  await time.skip(startsAt - (await time.nowMs()) - 5 * DAY_MS)
  assert.equal(order.script.callsOf('reissueAtCa').length, 0)
  const backAt = (await time.nowMs()) + 20 * DAY_MS
  await time.whileOff(20 * DAY_MS)
  await order.until(({ activity, state }) => activity === null && state === 'issued')
  const reissues = order.script.callsOf('reissueAtCa')
  const occasions = reissues.map(({ input }) => input.occasion)
  assert.equal(new Set(occasions).size, occasions.length, 'one was done twice')
  const [first] = reissues
  assert.equal(first?.input.occasion, 'reissue:C1')
  assert.ok(Math.abs((first?.atMs ?? 0) - backAt) < DAY_MS / 24, 'not as soon as it was back')
  assert.equal(made.ca?.certificates.length, reissues.length + 1)
  const mails = order.mails()
  assert.equal(new Set(mails).size, mails.length)
})
