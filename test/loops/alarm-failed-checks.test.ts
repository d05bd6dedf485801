import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CA_CHECKS, type CaCheck, mendedBy } from '../../domain/ca-checks.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'
import { alarmWatch, at } from './alarm-watch.ts'

const here = withInstallation()
const { look, stands, stepsOver, raised } = alarmWatch(here)

async function heldOrder(problem: CaCheck, verified: number): Promise<string> {
  const { id: orderId } = await keptOrder(here)
  const activity = { kind: 'ordering', step: 'verifying', waitsFor: mendedBy(problem) } as const
  const view = viewOf({
    state: 'verifying',
    activity: { ...activity, since: at(0).toISOString(), dueBy: null, problem },
    verification: { method: 'DNS_TXT_PREFIX', verified, of: 1 },
  })
  await tell(here, { orderId, view })
  return orderId
}

async function mailsOf(orderId: string): Promise<string[]> {
  const found = await rows<{ template: string }>(
    here.db.em(),
    sql`select template from outbox where order_id = ${orderId} order by occasion`,
  )
  return found.map(({ template }) => template)
}

describe('a check of the CA’s that failed', () => {
  test('stands at once, reminds the client on the days, and not of a proof that was given', async () => {
    const orderId = await heldOrder('ca-check-caa', 1)
    const told = await stepsOver('check-failed', orderId, [0, 0.5, 1, 3, 8])
    assert.deepEqual(told, ['0: 0', '1: 1', '3: 3', '8: 7'])
    assert.deepEqual(await mailsOf(orderId), ['check-failed', 'check-failed', 'check-failed'])
    await tell(here, { orderId, sequence: 2, view: viewOf({ state: 'issued' }) })
    await look(at(9))
    assert.equal(await stands('check-failed', orderId), false)
  })

  test('is the admins’ alone where only the CA can lift it', async () => {
    const orderId = await heldOrder('ca-check-top-site', 1)
    assert.deepEqual(await stepsOver('check-held', orderId, [0, 1, 3]), ['0: 0', '1: 1', '3: 3'])
    assert.deepEqual(await mailsOf(orderId), [])
  })

  test('hides no proof that is still to be given', async () => {
    const orderId = await heldOrder('ca-check-caa', 0)
    await look(at(1))
    assert.equal((await raised('verification-unfinished', orderId)).length, 1)
  })

  test('is one of the two alarms, whichever check it is', async () => {
    for (const check of CA_CHECKS) {
      const orderId = await heldOrder(check, 1)
      await look(at(0))
      const found = [await stands('check-failed', orderId), await stands('check-held', orderId)]
      assert.deepEqual(found, [mendedBy(check) === 'client', mendedBy(check) === 'admin'], check)
    }
  })
})
