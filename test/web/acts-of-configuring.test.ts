import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { configurationLinkToken } from '../../platform/configuration-link.ts'
import type { NewOrder, OrderRecord } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { makeCsr, makeRsaCsr } from '../api/csr-maker.ts'
import { SAMPLES } from '../api/sample-files.ts'
import { enterAsClient, inChromium, type Person } from './acting.ts'
import { awaitProof, somebody, tellEvidence, waitingOrder } from './scenes.ts'
import { MAILBOX, MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

const CONTACT = {
  'contact.firstName': 'Jadwiga',
  'contact.lastName': 'Nowak-Żółć',
  'contact.email': 'jadwiga@example.com',
}
const NOT_YET = { sentAt: null, linkValidUntil: null, verifiedAt: null, validUntil: null }
const WANTED = ['example.com', 'www.example.com', 'a.example.com', 'b.example.com']

/** An order whose customer speaks the visit's language. */
function orderFor({ visit }: Person, overrides: Partial<NewOrder> = {}): Promise<OrderRecord> {
  return waitingOrder(site, { customer: somebody({ language: visit.language }), ...overrides })
}

async function namesOn(person: Person): Promise<string[]> {
  const fields = await person.page.locator('[name="names[]"]').all()
  return (await Promise.all(fields.map((field) => field.inputValue()))).filter((name) => name !== '')
}

/** What the client of this order last asked for, and the names that were entered with it. */
async function entered(
  order: OrderRecord,
): Promise<{ name: string; names: string[]; method: string } | undefined> {
  const [last] = await rows<{ name: string; names: string[]; method: string }>(
    site.here.db.em(),
    sql`select k.name, f.names, f.body -> 'verification' ->> 'method' as method
        from commands k join configurations f on f.id = k.arguments ->> 'configurationId'
        where k.order_id = ${order.id} order by k.position desc limit 1`,
  )
  return last
}

inChromium('what clients do before a certificate is there', site, (person) => {
  test('C1, C2, C4: configure in two steps, leave, come back, and order', async () => {
    const order = await orderFor(person(), { product: MULTI })
    await enterAsClient(person(), site, order)
    await person().go(`/orders/${order.id}/configure`)
    await person().fill({ csr: await makeCsr('example.com'), ...CONTACT })
    await person().press('csr/inspect')
    assert.equal(await person().count('[data-csr-read]'), 1)
    await person().press('configuration/draft')
    await person().press('names/add-www')
    await person().page.locator('[name="_list"]').fill('a.example.com; b.example.com\nc.example.com')
    await person().press('names/add-list')
    assert.deepEqual(await namesOn(person()), [...WANTED, 'c.example.com'])
    await person().page.locator('[data-command="names/remove"]').nth(4).click()
    await person().page.waitForLoadState()
    assert.deepEqual(await namesOn(person()), WANTED)
    if (person().visit.javaScript) {
      await person().page.locator('[name="names[]"]').nth(3).fill('żółw.example.com')
      assert.equal(await person().page.locator('.count').nth(3).textContent(), '16/230')
      await person().page.locator('[name="names[]"]').nth(3).fill('b.example.com')
    }
    await person().fill({ 'verification.method': 'DNS_TXT_PREFIX' })
    await person().press('configuration/save')
    await person().go('/orders')
    await person().go(`/orders/${order.id}/configure?step=2`)
    assert.deepEqual(await namesOn(person()), WANTED, 'the draft is kept')
    await person().press('configuration')
    assert.equal(person().path(), `/orders/${order.id}`)
    const sent = await entered(order)
    assert.deepEqual([sent?.name, sent?.names, sent?.method], ['configure', WANTED, 'DNS_TXT_PREFIX'])
  })

  test('C3: a mailbox takes no names, and its details are confirmed', async () => {
    const order = await orderFor(person(), { product: MAILBOX })
    await enterAsClient(person(), site, order)
    await person().go(`/orders/${order.id}/configure`)
    const address = 'jadwiga@example.com'
    const subject = { 'subject.commonName': address, 'subject.email': address }
    await person().fill({ csr: await makeRsaCsr(2048, `CN=${address}`), ...subject, ...CONTACT })
    await person().press('configuration/draft')
    assert.equal(await person().count('[name="names[]"]'), 0)
    await person().page.locator('main').getByText(address).first().waitFor()
    await person().press('configuration')
    assert.equal((await entered(order))?.name, 'configure')
  })

  test('C4, O7: what the CA refuses is told at its field, with everything typed kept', async () => {
    const order = await orderFor(person(), { product: MULTI, additionalNames: 'as-entered' })
    await enterAsClient(person(), site, order)
    await person().go(`/orders/${order.id}/configure`)
    await person().fill({ csr: await makeCsr('example.com'), ...CONTACT, 'contact.email': 'nobody' })
    await person().press('configuration/draft')
    assert.equal(await person().count('[name="contact.email"][aria-invalid="true"]'), 1)
    assert.equal(await person().page.locator('[name="contact.lastName"]').inputValue(), 'Nowak-Żółć')
    await person().fill({ 'contact.email': 'jadwiga@example.com' })
    await person().press('configuration/draft')
    assert.equal(await person().count('[data-billed]'), 1)
    const problems = [{ path: '/names/0', code: 'name-internal', params: { name: 'example.com' } }]
    site.engine.answer = () => ({
      kind: 'outcome',
      outcome: { state: 'refused', code: 'ca-refused', problems },
    })
    await person().press('configuration')
    assert.equal(await person().count('[data-summary] a[href="#names-0"]'), 1)
    assert.deepEqual(await namesOn(person()), ['example.com'])
  })

  test('C5: the link of the mail has a fresh one sent', async () => {
    const order = await orderFor(person())
    await person().context.clearCookies()
    await person().go(`/configuration-link/${configurationLinkToken(site.here.keyRing, order.id)}`)
    await person().press('configuration-email')
    const mail = sql`select 1 from outbox where order_id = ${order.id} and template = 'sign-in-link'`
    assert.equal((await rows(site.here.db.em(), mail)).length, 1)
  })

  test('C7: what is being verified is repaired by the same form', async () => {
    const order = await orderFor(person(), { product: MULTI })
    await enterAsClient(person(), site, order)
    await person().go(`/orders/${order.id}/configure`)
    await person().fill({ csr: await makeCsr('example.com'), ...CONTACT })
    await person().press('configuration/draft')
    await person().fill({ 'verification.method': 'DNS_TXT_PREFIX' })
    await person().press('configuration')
    await awaitProof(site, order, { names: [{ name: 'example.com', state: 'REQUIRED' }], sequence: 4 })
    await person().go(`/orders/${order.id}`)
    await person().page.locator('main [data-command="configuration"]').click()
    await person().page.waitForURL(`**/orders/${order.id}/configure`)
    await person().press('configuration/draft')
    assert.deepEqual(await namesOn(person()), ['example.com'])
    await person().press('names/add-www')
    await person().press('configuration')
    assert.deepEqual((await entered(order))?.names, ['example.com', 'www.example.com'])
  })

  describe('while the CA wants proof', () => {
    test('V1, V2, V3: read what to publish, have it looked for, choose another method', async () => {
      const order = await orderFor(person())
      await awaitProof(site, order)
      await enterAsClient(person(), site, order)
      await person().go(`/orders/${order.id}/verification`)
      await person().page.getByText('_certum.shop.example.com').first().waitFor()
      await person().press('verification/check')
      await person().fill({ method: 'FILE', email: 'web@example.com' })
      await person().press('verification')
      const names = site.engine.updates.map(({ name }) => name)
      assert.deepEqual(names, ['checkVerification', 'changeVerification'])
    })

    test('V4, V5: read the state, hand in papers', async () => {
      const order = await orderFor(person(), { product: TRUSTED })
      await awaitProof(site, order)
      await enterAsClient(person(), site, order)
      await person().go(`/orders/${order.id}/state`)
      assert.ok((await person().count('main table, main .empty')) > 0)
      await person().go(`/orders/${order.id}/documents`)
      await person().fill({ type: 'ORGANIZATION', description: 'rejestr spółek' })
      await person()
        .page.locator('[name="files[]"]')
        .setInputFiles([
          { name: 'statute.pdf', mimeType: 'application/pdf', buffer: SAMPLES.pdf() },
          { name: 'żółty skan.png', mimeType: 'image/png', buffer: SAMPLES.png() },
        ])
      await person().page.locator('[data-command="documents"]').click()
      await person().page.locator('.notice-good').waitFor()
      await person().isDone(`/orders/${order.id}/documents`)
      assert.match(await person().text('[data-document]'), /statute\.pdf, żółty skan\.png/)
      await person().fill({ type: 'ORGANIZATION' })
      await person()
        .page.locator('[name="files[]"]')
        .setInputFiles([{ name: 'letter.pdf', mimeType: 'application/pdf', buffer: SAMPLES.text() }])
      await person().page.locator('[data-command="documents"]').click()
      await person().page.locator('[data-summary]').waitFor()
      assert.equal(await person().count('[data-document]'), 1)
    })

    test('V6: a mailbox is sent its message again', async () => {
      const order = await orderFor(person(), { product: MAILBOX })
      await awaitProof(site, order, { method: null, names: [] })
      const email = { address: 'jadwiga@example.com', verified: false, ...NOT_YET }
      await tellEvidence(site, order, { email })
      await enterAsClient(person(), site, order)
      await person().go(`/orders/${order.id}/verification`)
      await person().press('verification')
      assert.deepEqual(
        site.engine.updates.map(({ name }) => name),
        ['changeVerification'],
      )
    })
  })
})
