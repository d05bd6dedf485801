import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createManualPort } from '../../activities/ca/manual/manual-port.ts'
import { addCaAccount } from '../../store/queries/ca-account-edits.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { rows, sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'
import { alarmWatch, at } from './alarm-watch.ts'

const here = withInstallation()
const { change, look, raised, stands, stepsOver } = alarmWatch(here)

describe('a task at a CA without an API', () => {
  test('is told of when it comes up and again while it lies, and is over when it is closed', async () => {
    const account = await addCaAccount(here.db, here.keyRing, {
      ...{ kind: 'manual', name: 'By hand', mode: 'production', url: null, userName: null, password: null },
      ...{ department: null, minimalBalance: null, enabled: true, callsPerSecond: 10, callBurst: 5 },
    } as const)
    assert.ok(account)
    const port = createManualPort({ db: here.db, caAccountId: account.id, clock: () => at(0) })
    const { id } = await keptOrder(here)
    const contact = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    const asked = { productCode: 'HAND', language: 'en', csr: 'a CSR', contact } as const
    await port.placeOrder({ ...asked, caOrderId: `${id}-1`, customerLabel: id })
    const [task] = await rows<{ id: string }>(here.db.em(), sql`select id from ca_tasks`)
    assert.ok(task)
    assert.deepEqual(await stepsOver('ca-task-open', task.id, [0, 0.5, 1, 2, 3, 8]), [
      '0: 0',
      '1: 1',
      '3: 3',
      '8: 7',
    ])
    await change(sql`update ca_tasks set closed_at = ${at(8)}::timestamptz`)
    await look(at(9))
    assert.equal(await stands('ca-task-open', task.id), false)
  })
})

describe('the end of an issued order that is asked for at once', () => {
  test('is the admins’ task until it is taken back', async () => {
    const { id: orderId } = await keptOrder(here)
    const view = viewOf({ state: 'issued', expiresAt: at(199).toISOString() })
    const asked = (when: 'now' | 'end-of-term') => ({ when, requestedAt: '2031-06-01T12:00:00.000Z' })
    await tell(here, { orderId, view: { ...view, cancellation: asked('end-of-term') } })
    await look(at(0))
    assert.equal(await stands('end-asked', orderId), false)
    await tell(here, { orderId, sequence: 2, view: { ...view, cancellation: asked('now') } })
    await look(at(0))
    await look(at(3))
    assert.equal((await raised('end-asked', orderId)).length, 1)
    await tell(here, { orderId, sequence: 3, view: { ...view, cancellation: null } })
    await look(at(4))
    assert.equal(await stands('end-asked', orderId), false)
  })
})

describe('a certificate that a reissue replaced', () => {
  async function replaced(): Promise<string> {
    const { id } = await keptOrder(here)
    const certificate = (serialNumber: string, from: number) => ({
      ...{ serialNumber, caOrderId: `${id}-1`, pem: '', chain: [], names: ['example.com'], issuer: 'CA' },
      ...{ notBefore: at(from), notAfter: at(from + 199), status: 'VALID' as const },
    })
    const serial = id.slice(0, 12).toUpperCase()
    await saveCertificates(here.db, id, [certificate(`${serial}A`, -60), certificate(`${serial}B`, 0)])
    await tell(here, { orderId: id, view: viewOf({ state: 'issued', expiresAt: at(199).toISOString() }) })
    return id
  }

  test('is told of 7, 3 and 1 days before the CA revokes it, where the setting says that it does', async () => {
    const id = await replaced()
    await look(at(10))
    assert.deepEqual(await raised('older-revoked', id), [], 'the CA leaves it alone')
    await change(sql`insert into settings_kv (key, value) values ('olderRevokedAfterDays', '14')`)
    const told = await stepsOver('older-revoked', id, [6.9, 7.1, 9, 11.1, 13.1, 14.1])
    assert.deepEqual(told, ['7.1: 7', '11.1: 3', '13.1: 1'])
    assert.equal(await stands('older-revoked', id), false, 'over once it is revoked')
    const mails = await rows<{ occasion: string }>(
      here.db.em(),
      sql`select occasion from outbox where order_id = ${id} and template = 'older-revoked'`,
    )
    assert.equal(mails.length, 3)
  })
})
