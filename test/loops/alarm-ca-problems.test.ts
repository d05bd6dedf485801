import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alarmMail } from '../../loops/alarms/alarm-mail.ts'
import { type NewCertificate, saveCertificates } from '../../store/queries/certificates.ts'
import { sql } from '../../store/sql.ts'
import { withInstallation } from '../store/installation.ts'
import { keptOrder, tell, viewOf } from '../store/order-factory.ts'
import { alarmWatch, at } from './alarm-watch.ts'

const here = withInstallation()
const { change, look, raised, stands } = alarmWatch(here)

async function certified(...changes: Partial<NewCertificate>[]) {
  const { id: orderId } = await keptOrder(here)
  const certificates = changes.map((changed, index) => ({
    ...{ serialNumber: `${orderId.slice(0, 14).toUpperCase()}0${index}`, caOrderId: `${orderId}-1`, pem: '' },
    ...{ chain: [], notBefore: at(index - 5), notAfter: at(100), names: ['a.test'], issuer: 'Test CA' },
    ...{ status: 'VALID' as const, ...changed },
  }))
  await saveCertificates(here.db, orderId, certificates)
  const view = viewOf({ state: 'issued', expiresAt: at(100).toISOString() })
  await tell(here, { orderId, view })
  return { orderId, serials: certificates.map(({ serialNumber }) => serialNumber), view }
}

describe('a certificate whose names are not those that were ordered', () => {
  test('is told of once, with the first few names, and stands until there is a newer one', async () => {
    const missingNames = ['b.test', 'c.test', 'd.test', 'e.test']
    const { orderId, serials } = await certified({ missingNames })
    await look(at(0))
    await look(at(1))
    assert.deepEqual(await raised('names-missing', orderId), [`${serials[0]}/b.test, c.test, d.test`])
    const whole = { missingNames: [], serialNumber: `${orderId.slice(0, 14).toUpperCase()}FF` }
    await saveCertificates(here.db, orderId, [
      {
        ...{ ...whole, caOrderId: `${orderId}-1`, pem: '', chain: [], notBefore: at(1), notAfter: at(100) },
        ...{ names: ['a.test'], issuer: 'Test CA', status: 'VALID' },
      },
    ])
    await look(at(2))
    assert.equal(await stands('names-missing', orderId), false)
  })

  test('is no matter any more once it is revoked, has ended, or the order is suspended or over', async () => {
    const revoked = await certified({ missingNames: ['b.test'], status: 'REVOKED' })
    const ended = await certified({ missingNames: ['b.test'], notAfter: at(-1) })
    const suspended = await certified({ extraNames: ['b.test'] })
    const over = await certified({ missingNames: ['b.test'] })
    await tell(here, { orderId: over.orderId, sequence: 2, view: { ...over.view, state: 'ended' } })
    const { orderId, view } = suspended
    await tell(here, { orderId, sequence: 2, view: { ...view, suspended: true } })
    await look(at(0))
    for (const { orderId: id } of [revoked, ended, over])
      assert.deepEqual(await raised('names-missing', id), [])
    assert.deepEqual(await raised('names-extra', orderId), [])
  })

  test('that has a name besides is told of as such', async () => {
    const { orderId, serials } = await certified({ extraNames: ['x.test'] })
    await look(at(0))
    assert.deepEqual(await raised('names-extra', orderId), [`${serials[0]}/x.test`])
    assert.deepEqual(await raised('names-missing', orderId), [])
  })

  test('waits for an admin in lists, as long as a name is missing, as do steps that only they can help on', async () => {
    const { id: orderId } = await keptOrder(here)
    const certificate = {
      ...{ serialNumber: 'AB', status: 'VALID' as const, names: ['a.test'], issuer: 'Test CA', caOrder: 'x' },
      ...{ notBefore: at(0).toISOString(), notAfter: at(100).toISOString() },
    }
    const waits = async (certificates: object[], sequence: number, of: Parameters<typeof viewOf>[0] = {}) => {
      const view = viewOf({ state: 'issued', certificates: certificates as never, ...of })
      await tell(here, { orderId, view, sequence })
      return (await change(sql`select waits_for from order_view where order_id = ${orderId}`)) as object[]
    }
    const missingNames = ['b.test']
    assert.deepEqual(await waits([{ ...certificate, missingNames }], 1), [{ waits_for: 'admin' }])
    assert.deepEqual(await waits([certificate], 2), [{ waits_for: null }])
    const lacking = [{ ...certificate, missingNames }]
    assert.deepEqual(await waits(lacking, 3, { state: 'ended' }), [{ waits_for: null }])
    const adminNeeded = [{ step: 'revoke', code: 'credentials', since: at(0).toISOString() }]
    assert.deepEqual(await waits([certificate], 4, { adminNeeded }), [{ waits_for: 'admin' }])
  })
})

describe('a step that only an admin can help on', () => {
  test('is told of once for each reason, and over when the step has got on', async () => {
    const { id: orderId } = await keptOrder(here)
    const since = at(0).toISOString()
    const adminNeeded = [{ step: 'place', code: 'unexpected-elements', since }]
    await tell(here, { orderId, view: viewOf({ adminNeeded }) })
    await look(at(0))
    await look(at(1))
    assert.deepEqual(await raised('admin-needed', orderId), [`${since}/unexpected-elements`])
    await tell(here, { orderId, sequence: 2, view: viewOf() })
    await look(at(2))
    assert.equal(await stands('admin-needed', orderId), false)
  })

  test('says why in words, in both languages, also where the reason is ours or nobody’s', () => {
    for (const [code, pl, en] of [
      ['unexpected-elements', /elementu?|żądania|Urząd/, /did not expect/],
      ['certificate-does-not-match', /inny klucz/, /another key/],
      ['of-the-future', /nie przyjmuje/, /does not take/],
    ] as const) {
      const alarm = {
        ...{ id: 'a', kind: 'admin-needed' as const, subject: 'o', orderId: 'o' },
        step: `2031-06-01T12:00:00.000Z/${code}`,
        raisedAt: at(0).toISOString(),
        clearedAt: null,
      }
      const told = { timeZone: 'Europe/Warsaw', publicUrl: 'https://x.test' }
      assert.match(alarmMail([alarm], { ...told, language: 'pl' }).text, pl)
      assert.match(alarmMail([alarm], { ...told, language: 'en' }).text, en)
    }
  })
})
