import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { NewOrder } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { enterAsClient, inChromium, type Person } from './acting.ts'
import { askedFor, broughtAlong, GROWING, type Issued, issuedOrder, NAMES } from './configured-scene.ts'
import { linkFor, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

const ONCE = { period: 'P1Y', recurring: false, paidUntil: null } as const
const RECURRING = { ...ONCE, recurring: true } as const
/** An issued order of somebody who speaks the visit's language and has signed in. */
async function issuedFor(person: Person, overrides: Partial<NewOrder> = {}): Promise<Issued> {
  const customer = somebody({ language: person.visit.language })
  const issued = await issuedOrder(site, { customer, term: RECURRING, ...overrides })
  await enterAsClient(person, site, issued.order)
  return issued
}

async function asked({ order }: Issued): Promise<string[]> {
  return (await askedFor(site, order)).map(({ name }) => name)
}

inChromium('what clients do with their certificates', site, (person) => {
  test('M2: save the certificate in every form, and packed for a server', async () => {
    const { order, certificate } = await issuedFor(person())
    await person().go(`/orders/${order.id}/certificates`)
    const pem = await person().save('[data-download="pem"]')
    assert.match(pem.content, /BEGIN CERTIFICATE/)
    await person().page.locator('summary').first().click()
    for (const form of ['cer', 'p7b', 'der']) {
      const file = await person().save(`[data-download="${form}"]`)
      assert.ok(file.name.endsWith(`.${form}`), file.name)
      assert.ok(file.content.length > 100)
    }
    await person().page.locator('select[name="server"]').selectOption('nginx')
    const zip = await person().save('[data-download="zip"]')
    assert.ok(zip.content.startsWith('PK'))
    assert.equal(await person().count(`[data-serial="${certificate.serialNumber}"]`), 1)
  })

  test('M3: read the contact', async () => {
    const { order } = await issuedFor(person())
    await person().page.locator('.tabs a[href$="/contact"]').click()
    await person().page.waitForURL(`**/orders/${order.id}/contact`)
    assert.match(await person().text('main'), new RegExp(order.customer.email))
  })

  test('M7: reissue with one more name, where the product is sold so', async () => {
    const issued = await issuedFor(person(), { product: GROWING })
    await person().go(`/orders/${issued.order.id}/reissue`)
    await person().fill({ csr: await makeCsr('example.com'), 'addNames[]': ['more.example.com'] })
    await person().press('reissue')
    await person().isDone(`/orders/${issued.order.id}`)
    assert.deepEqual((await broughtAlong(site, issued.order))?.names, [...NAMES, 'more.example.com'])
  })

  test('M10, M17: renew what does not renew by itself, told which days would be lost', async () => {
    const issued = await issuedFor(person(), { term: ONCE })
    await person().go(`/orders/${issued.order.id}/renew`)
    await person().press('renew')
    await person().isDone(`/orders/${issued.order.id}`)
    assert.deepEqual(await asked(issued), ['renew'])
  })

  test('M9: a lost key is told with its date', async () => {
    const issued = await issuedFor(person())
    await person().go(`/orders/${issued.order.id}/revoke`)
    await person().fill({ reason: 'keyCompromise' })
    await person().fill({ compromisedOn: new Date().toISOString().slice(0, 10), note: 'żółw' })
    await person().press('revoke')
    const [command] = await askedFor(site, issued.order)
    assert.equal(command?.name, 'revoke')
    assert.equal(command?.arguments.reason, 'keyCompromise')
  })

  test('M12: the end that was asked for is taken back', async () => {
    const issued = await issuedFor(person())
    await tell(site.here, {
      orderId: issued.order.id,
      sequence: 7,
      view: viewOf({
        state: 'issued',
        cancellation: { when: 'end-of-term', requestedAt: '2026-05-04T09:30:00.000Z' },
        caOrderPlaced: true,
      }),
    })
    await person().go(`/orders/${issued.order.id}`)
    await person().press('cancellation-withdrawal')
    await person().isDone(`/orders/${issued.order.id}`)
    assert.deepEqual(await asked(issued), ['withdrawCancellation'])
  })

  test('M14: have the CA read again', async () => {
    const issued = await issuedFor(person())
    await person().press('synchronize')
    await person().isDone(`/orders/${issued.order.id}`)
    assert.deepEqual(await asked(issued), ['synchronize'])
  })

  test('the list is searched, sorted and saved', async () => {
    const { order } = await issuedFor(person())
    const other = await waitingOrder(site, { customer: order.customer })
    await person().go('/orders')
    assert.equal(await person().count('tr[data-order]'), 2)
    await person().fill({ q: 'example.com' })
    await person().press('find')
    assert.equal(await person().count(`tr[data-order="${order.id}"]`), 1)
    assert.equal(await person().count(`tr[data-order="${other.id}"]`), 0)
    const csv = await person().save('[data-command="csv"]')
    assert.match(csv.content, new RegExp(order.reference))
    assert.doesNotMatch(csv.content, new RegExp(other.reference))
  })

  test('B7: who was signed out meanwhile comes back to what they typed', async () => {
    const { order } = await issuedFor(person())
    await person().go(`/orders/${order.id}/revoke`)
    await person().fill({ reason: 'superseded', note: 'ważna uwaga' })
    await rows(site.here.db.em(), sql`delete from web_sessions`)
    await person().press('revoke')
    assert.match(person().path(), /^\/sign-in/)
    await person().go(await linkFor(site, order))
    await person().press('sign-in')
    assert.equal(person().path(), `/orders/${order.id}/revoke`)
    assert.equal(await person().page.locator('[name="note"]').inputValue(), 'ważna uwaga')
    assert.equal(await person().page.locator('[name="reason"]').inputValue(), 'superseded')
    await person().press('sign-out', 'header')
    await person().go('/orders')
    assert.match(person().path(), /^\/sign-in/)
  })
})
