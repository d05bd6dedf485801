import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaOrderDetail } from '../../activities/ca/port.ts'
import { watchRound } from '../../activities/ca/watch/watch-ca.ts'
import type { CertificateStatus } from '../../domain/order-view.ts'
import { scheduleLook } from '../../store/queries/ca-orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { door } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, withPort, worldFor } from './deps.ts'
import { issued, placed } from './order-life.ts'

const here = withInstallation()
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** The same world, where the CA says more of its orders than the sandbox does, and counts how often it is asked. */
function saying(world: World, more: () => Partial<CaOrderDetail>) {
  const looks = { count: 0 }
  const saying = withPort(world, (real) => ({
    readOrder: async (id) => {
      looks.count += 1
      return { ...(await real.readOrder(id)), ...more() }
    },
  }))
  return { looks, saying }
}

async function lookNow(world: World, caOrderId: string): Promise<void> {
  await scheduleLook(here.db, (await keptRow(world, caOrderId)).id, world.deps.clock())
  await watchRound(world.deps, world.caAccountId)
}

/** Rounds of a watch, a quarter of a minute apart. */
async function watchFor(world: World, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 15 * SECOND_MS) {
    await watchRound(world.deps, world.caAccountId)
    world.advance(15 * SECOND_MS)
  }
}

const EMAIL = {
  address: 'a@customer.test',
  verified: false,
  sentAt: '2031-01-01T00:00:00Z',
  linkValidUntil: '2031-01-02T00:00:00Z',
  verifiedAt: null,
  validUntil: null,
}
const PAPER = {
  type: 'APPLICANT',
  description: 'passport',
  fileNames: ['passport.pdf'],
  createdAt: '2031-01-01T00:00:00Z',
  expiresAt: null,
  reason: null,
} as const
const NEEDED = { verifications: [{ type: 'APPLICANT', state: 'REQUIRED', expiresAt: null }] } as const

describe('what no list of the CA’s tells', () => {
  test('documents: each of their states is told once, and they are looked after while they are read', async (t) => {
    const world = await worldFor(t, here)
    const { caOrderId } = await placed(world)
    let said: Partial<CaOrderDetail> = NEEDED
    const { looks, saying: watched } = saying(world, () => said)
    await lookNow(watched, caOrderId)
    const wants = () => world.told.changes.map(({ change }) => change.wants?.documents)
    assert.deepEqual(wants(), ['needed'])
    said = { ...NEEDED, documents: [{ ...PAPER, state: 'NEW' }] }
    await watchFor(watched, 2 * MINUTE_MS)
    assert.deepEqual(wants(), ['needed', 'checking'])
    said = { ...NEEDED, documents: [{ ...PAPER, state: 'REJECTED', reason: 'expired' }] }
    await watchFor(watched, 2 * MINUTE_MS)
    assert.deepEqual(wants(), ['needed', 'checking', 'refused'])
    assert.equal((await keptRow(world, caOrderId)).documents[0]?.reason, 'expired')
    await watchFor(watched, 60 * MINUTE_MS)
    assert.equal(wants().length, 3)
    assert.ok(looks.count >= 5 && looks.count <= 9, `${looks.count} looks in an hour`)
  })

  test('a mailbox: the click and a message sent anew are told, and a proven one is not asked for', async (t) => {
    const world = await worldFor(t, here)
    const { caOrderId } = await placed(world)
    let said: Partial<CaOrderDetail> = { email: EMAIL }
    const { looks, saying: watched } = saying(world, () => said)
    await lookNow(watched, caOrderId)
    said = { email: { ...EMAIL, sentAt: '2031-01-03T00:00:00Z', linkValidUntil: '2031-01-04T00:00:00Z' } }
    await watchFor(watched, 2 * MINUTE_MS)
    said = { email: { ...EMAIL, verified: true, verifiedAt: '2031-01-03T01:00:00Z' } }
    await watchFor(watched, 2 * MINUTE_MS)
    const wants = world.told.changes.map(({ change }) => change.wants?.email)
    assert.deepEqual(wants, [true, true, false])
    const before = looks.count
    await watchFor(watched, 10 * MINUTE_MS)
    assert.equal(looks.count, before)
  })

  test('a revocation: it is followed until it is done', async (t) => {
    const world = await worldFor(t, here)
    const input = await issued(world)
    const { certificates } = await asActivities(world).fetchCertificates(input)
    const serialNumber = certificates[0]?.serialNumber ?? ''
    await door(world.sandbox, 'POST', `/certificates/${serialNumber}/revoke`)
    const { looks, saying: watched } = saying(world, () => ({}))
    const follow = async (status: CertificateStatus) => {
      await rows(
        here.db.em(),
        sql`update certificates set status = ${status} where order_id = ${input.orderId}`,
      )
    }
    await lookNow(watched, input.caOrderId)
    await follow('REVOKING')
    await watchFor(watched, 2 * MINUTE_MS)
    await follow('REVOKED')
    await watchFor(watched, 10 * MINUTE_MS)
    const told = world.told.changes.map(({ change }) => change.certificates[0]?.status)
    assert.equal(told.at(-1), 'REVOKED')
    assert.ok(looks.count <= 3, `${looks.count} looks`)
  })
})
