import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CertloomError } from '../../domain/errors.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { ADMIN_CALLER, LEAF, signedInAdmin, signedInClient, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const clock = { now: new Date() }
const site = withSite({ clock: () => clock.now })

/** Half past midnight on 29 March 2027 in Warsaw, where the clock went forward the morning before. */
const ENDS = '2027-03-28T22:30:00.000Z'

async function issuedOrder(): Promise<OrderRecord> {
  const order = await waitingOrder(site, { customer: somebody({ language: 'en' }) })
  const { serialNumber, names, issuer, pem } = LEAF
  const ca = { serialNumber, names, issuer, caOrder: `${order.id}-1`, status: 'VALID' } as const
  const certificate = { ...ca, notBefore: '2027-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' }
  await saveCertificates(site.here.db, order.id, [
    {
      ...{ ...certificate, caOrderId: `${order.id}-1`, pem, chain: [], spkiSha256: LEAF.key.spkiSha256 },
      ...{ notBefore: new Date(certificate.notBefore), notAfter: new Date(certificate.notAfter) },
    },
  ])
  const view = viewOf({ state: 'issued', certificates: [certificate], expiresAt: ENDS, caOrderPlaced: true })
  await tell(site.here, { orderId: order.id, view })
  return order
}

async function isTaken(order: OrderRecord, compromisedOn: string): Promise<boolean> {
  const asked = { serialNumber: LEAF.serialNumber, reason: 'keyCompromise', compromisedOn }
  try {
    await site.services.revocation.revoke(ADMIN_CALLER, order.id, asked)
    return true
  } catch (error) {
    assert.ok(error instanceof CertloomError && error.code === 'invalid-input', String(error))
    assert.deepEqual(
      error.problems.map(({ path, code }) => `${path} ${code}`),
      ['/compromisedOn date-out-of-range'],
    )
    return false
  }
}

async function setZone(timeZone: string | null): Promise<void> {
  await site.services.billingSystems.edit(ADMIN_CALLER, site.here.billingSystemId, { timeZone })
}

describe('the day on which a key was lost', () => {
  const NIGHTS: [string, string, string, string][] = [
    ['in winter', '2027-03-01T23:30:00Z', '2027-03-02', '2027-03-03'],
    ['in summer', '2027-07-01T22:30:00Z', '2027-07-02', '2027-07-03'],
    ['before the clock goes forward', '2027-03-27T23:30:00Z', '2027-03-28', '2027-03-29'],
    ['after it went forward', '2027-03-28T22:30:00Z', '2027-03-29', '2027-03-30'],
    ['before it goes back', '2027-10-30T22:30:00Z', '2027-10-31', '2027-11-01'],
    ['in the evening after it went back', '2027-10-31T22:30:00Z', '2027-10-31', '2027-11-01'],
    ['after it went back', '2027-10-31T23:30:00Z', '2027-11-01', '2027-11-02'],
  ]
  for (const [night, now, today, tomorrow] of NIGHTS)
    test(`may be today, and not tomorrow, as the client’s clock says: ${night}`, async () => {
      clock.now = new Date(now)
      const order = await issuedOrder()
      assert.equal(await isTaken(order, tomorrow), false)
      assert.equal(await isTaken(order, today), true)
    })

  test('is the client’s own on the page, at half past midnight', async () => {
    clock.now = new Date('2027-03-01T23:30:00Z')
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const form = await browser.get(`/orders/${order.id}/revoke`)
    const typed = { reason: 'keyCompromise', compromisedOn: '2027-03-02' }
    const page = await browser.press(form, 'revoke', typed)
    assert.notEqual(page.status, 422, page.text)
  })
})

describe('days on pages', () => {
  test('are the client’s: in the zone of their billing system, else in the installation’s', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const path = `/orders/${order.id}`
    assert.match((await browser.get(path)).text, /29 March 2027/)
    await setZone('America/New_York')
    const page = await browser.get(path)
    assert.match(page.text, /28 March 2027/)
    assert.doesNotMatch(page.text, /29 March 2027/)
    assert.match((await browser.get(`${path}/certificates`)).text, /31 December 2026 at 19:00 (EST|GMT-5)/)
    await setZone(null)
  })

  test('that are plain dates are the same in every zone', async () => {
    await setZone('America/New_York')
    const order = await waitingOrder(site, { customer: somebody({ language: 'en' }) })
    const view = viewOf({ state: 'issued', paidUntil: '2028-03-01T00:00:00.000Z' })
    await tell(site.here, { orderId: order.id, view })
    const { browser } = await signedInClient(site, order)
    assert.match((await browser.get(`/orders/${order.id}`)).text, /1 March 2028/)
    await setZone(null)
  })

  test('that an admin asks for are the installation’s: lists, journal, months', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInAdmin(site, { language: 'en' })
    const isListed = async (day: string): Promise<boolean> =>
      (await browser.get(`/admin/orders?reference=${order.reference}&expiresBefore=${day}`)).html.includes(
        order.id,
      )
    assert.deepEqual([await isListed('2027-03-29'), await isListed('2027-03-30')], [false, true])
    await rows(
      site.here.db.em(),
      sql`insert into order_events (order_id, sequence, position, at, name, actor, details)
          values (${order.id}, 8, 0, ${ENDS}, 'order.resumed', '{"role":"system","id":null}', '{}')`,
    )
    const isTold = async (days: string): Promise<boolean> =>
      (await browser.get(`/admin/audit?what=order.resumed&${days}`)).html.includes(order.id)
    assert.deepEqual([await isTold('until=2027-03-28'), await isTold('from=2027-03-29')], [false, true])
    clock.now = new Date('2027-03-31T22:30:00Z')
    assert.equal((await site.services.caOrderMonth.read(ADMIN_CALLER, {})).month, '2027-04')
    const [week] = (await site.services.overview.read(ADMIN_CALLER)).weeks
    assert.equal(week?.from, '2027-03-31T22:00:00.000Z')
  })
})

describe('the zone', () => {
  test('is chosen on the settings’ page, and for one billing system on its own', async () => {
    const { browser } = await signedInAdmin(site, { language: 'en' })
    const settings = await browser.get('/admin/settings')
    assert.equal(settings.root.querySelector('#timeZone [selected]')?.getAttribute('value'), 'Europe/Warsaw')
    await browser.press(settings, 'settings', { timeZone: 'Asia/Tokyo' })
    assert.equal((await site.services.settings.read()).timeZone, 'Asia/Tokyo')
    await browser.press(await browser.get('/admin/settings'), 'settings', { timeZone: 'Europe/Warsaw' })
    const path = `/admin/billing-systems/${site.here.billingSystemId}`
    const system = await browser.get(path)
    await browser.press(system, 'save', { timeZone: 'Europe/London' })
    const zone = async () => (await site.services.billingSystems.list()).items[0]?.timeZone
    assert.equal(await zone(), 'Europe/London')
    await browser.press(await browser.get(path), 'save', { timeZone: '' })
    assert.equal(await zone(), null)
  })

  test('must be one that there is', async () => {
    for (const timeZone of ['Europe/Warszawa', '', 7, null]) {
      const edit = site.services.settings.edit(ADMIN_CALLER, { timeZone })
      await assert.rejects(edit, { name: 'CertloomError', code: 'invalid-input' })
    }
    await assert.rejects(setZone('Mars/Olympus'), { name: 'CertloomError', code: 'invalid-input' })
  })
})
