import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaRefusal } from '../../activities/ca/errors.ts'
import { createManualPort } from '../../activities/ca/manual/manual-port.ts'
import { newId } from '../../platform/ids.ts'
import { addCaAccount } from '../../store/queries/ca-account-edits.ts'
import { enterManualCertificate } from '../../store/queries/manual-orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'

const here = withInstallation()
const PRODUCT = { productCode: 'HAND', language: 'en' } as const
const CONTACT = { firstName: 'A', lastName: 'B', email: 'a@example.com' }

let minutes = 0
async function portOfManualCa() {
  const account = await addCaAccount(here.db, here.keyRing, {
    ...{ kind: 'manual', name: 'By hand', mode: 'production', url: null, userName: null, password: null },
    ...{ department: null, minimalBalance: null, enabled: true, callsPerSecond: 10, callBurst: 5 },
  } as const)
  assert.ok(account)
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, minutes++))
  return { caAccountId: account.id, port: createManualPort({ db: here.db, caAccountId: account.id, clock }) }
}

const asked = (caOrderId: string) => ({
  ...PRODUCT,
  caOrderId,
  customerLabel: caOrderId.slice(0, -2),
  csr: 'a CSR',
  contact: CONTACT,
})

async function openTasks(caAccountId: string): Promise<{ kind: string; result: string | null }[]> {
  return rows(
    here.db.em(),
    sql`select kind, result from ca_tasks where ca_account_id = ${caAccountId} order by created_at, kind`,
  )
}

describe('a CA without an API', () => {
  test('an order placed twice is one order and one task', async () => {
    const { caAccountId, port } = await portOfManualCa()
    const order = asked(`${newId()}-1`)
    assert.equal((await port.placeOrder(order)).placed, 'now')
    assert.equal((await port.placeOrder(order)).placed, 'earlier')
    assert.deepEqual(await openTasks(caAccountId), [{ kind: 'issue', result: null }])
    assert.equal((await port.findOrder(order.caOrderId))?.status, 'VERIFICATION')
    assert.equal(await port.findOrder('unknown'), null)
  })

  test('given up, its task is withdrawn, and the admin has word of it once', async () => {
    const { caAccountId, port } = await portOfManualCa()
    const order = asked(`${newId()}-1`)
    await port.placeOrder(order)
    assert.equal(await port.cancelOrder(order.caOrderId, 'not wanted'), 'cancelled')
    assert.equal(await port.cancelOrder(order.caOrderId), 'already')
    assert.deepEqual(
      (await openTasks(caAccountId)).sort((a, b) => a.kind.localeCompare(b.kind)),
      [
        { kind: 'cancel', result: null },
        { kind: 'issue', result: 'withdrawn' },
      ],
    )
  })

  test('tells of what was placed and changed within a time, as the watcher and a lost answer need it', async () => {
    const { caAccountId, port } = await portOfManualCa()
    const order = asked(`${newId()}-1`)
    await port.placeOrder(order)
    const first = await port.findOrder(order.caOrderId)
    const placedAt = first?.changedAt ?? ''
    await enterManualCertificate(
      here.db.em(),
      { caAccountId, caOrderId: order.caOrderId },
      { serialNumber: '0A', pem: 'a certificate', chain: [], productValidUntil: new Date('2027-01-01') },
      new Date('2026-06-01'),
    )
    const ids = (list: readonly { caOrderId: string }[]) => list.map(({ caOrderId }) => caOrderId)
    assert.deepEqual(ids(await port.placedOrders(placedAt, placedAt)), [order.caOrderId])
    assert.deepEqual(ids((await port.changedOrders(placedAt, placedAt)).orders), [])
    const { orders } = await port.changedOrders('2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z')
    assert.deepEqual(
      orders.map(({ status, serialNumber, reissues }) => ({ status, serialNumber, reissues })),
      [{ status: 'ENROLLED', serialNumber: '0A', reissues: 0 }],
    )
  })

  test('revokes a certificate once, and none that it does not know', async () => {
    const { caAccountId, port } = await portOfManualCa()
    const order = asked(`${newId()}-1`)
    await port.placeOrder(order)
    const key = { caAccountId, caOrderId: order.caOrderId }
    const entered = { serialNumber: '0B', pem: 'p', chain: [], productValidUntil: new Date('2027-01-01') }
    await enterManualCertificate(here.db.em(), key, entered, new Date('2026-06-01'))
    const revocation = { serialNumber: '0B', reason: 'superseded' } as const
    assert.equal(await port.revokeCertificate(revocation), 'revoking')
    assert.equal(await port.revokeCertificate(revocation), 'already')
    const [certificate] = await port.certificates(order.caOrderId)
    assert.equal(certificate?.status, 'REVOKING')
    await assert.rejects(port.revokeCertificate({ ...revocation, serialNumber: '0C' }), CaRefusal)
  })
})
