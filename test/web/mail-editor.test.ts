import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMailRenderer } from '../../mail/render.ts'
import { dueMails, requestMail } from '../../store/queries/outbox.ts'
import { rows, sql } from '../../store/sql.ts'
import { ADMIN_CALLER, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { ADMIN_EMAIL, withSite } from './site.ts'

const site = withSite()
const HOSTILE = '<script>alert(1)</script>'
const PATH = '/admin/mails/configuration-needed?language=en'

function renderer() {
  const { db, keyRing } = site.here
  return createMailRenderer({ db, keyRing, publicUrl: 'https://certloom.test' })
}

/** The one mail that is due for an order, in words. */
async function written(orderId: string) {
  const mail = (await dueMails(site.here.db, new Date(), 50)).find((each) => each.orderId === orderId)
  assert.ok(mail)
  return renderer()(mail)
}

describe('the words of mails', () => {
  test('are listed for every mail and language', async () => {
    const { browser } = await signedInAdmin(site)
    const page = await browser.get('/admin/mails')
    assert.equal(page.root.querySelectorAll('[data-mail="issued"]').length, 2)
    assert.doesNotMatch((await browser.get('/admin/mails?lang=pl')).text, /mail-editor:/)
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get('/admin/mails')).path, '/admin/sign-in')
  })

  test('are looked at before they are saved, in a frame of their own', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(PATH)
    assert.match(form.root.querySelector('#body')?.textContent ?? '', /your order is ready/)
    const typed = { subject: 'Draft for {{customer}}', body: `Look: ${HOSTILE} {{names}}` }
    const seen = await browser.press(form, 'preview', typed)
    assert.equal(seen.root.querySelector('#subject')?.getAttribute('value'), typed.subject)
    assert.match(seen.text, /not saved yet/)
    const frame = seen.root.querySelector('iframe')?.getAttribute('src') ?? ''
    const mail = await browser.send('GET', frame)
    const html = await mail.text()
    assert.match(html, /example\.com, www\.example\.com/)
    assert.equal(html.includes(HOSTILE), false)
    assert.match(mail.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    const read = await site.services.mailTemplates.read('configuration-needed', { language: 'en' })
    assert.equal(read.changed, false)
  })

  test('are used once saved, escaped, and given back', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(PATH)
    const typed = { subject: 'Own words {{reference}}', body: `Dear ${HOSTILE}, {{product}}` }
    const saved = await browser.press(form, 'save', typed)
    assert.match(saved.text, /has these words/)
    const order = await waitingOrder(site)
    await requestMail(site.here.db, order.id, { template: 'configuration-needed', occasion: 'first' })
    const mail = await written(order.id)
    assert.equal(mail?.subject, `Own words ${order.reference}`)
    assert.match(mail?.text ?? '', /Commercial SSL/)
    assert.equal(mail?.html.includes(HOSTILE), false)
    await browser.press(saved, 'reset')
    const read = await site.services.mailTemplates.read('configuration-needed', { language: 'en' })
    assert.equal(read.changed, false)
  })

  test('are refused with a placeholder that nobody knows, empty or too long, and kept as typed', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(PATH)
    const typed = { subject: '', body: 'Hello {{password}}', note: 'x'.repeat(1001) }
    const refused = await browser.press(form, 'save', typed)
    assert.equal(refused.status, 422)
    for (const id of ['subject', 'note']) assert.ok(refused.root.querySelector(`#${id}-problem`), id)
    const unknown = await browser.press(form, 'save', { body: typed.body })
    assert.match(unknown.root.querySelector('#body-problem')?.textContent ?? '', /not known/)
    assert.equal(unknown.root.querySelector('#body')?.textContent, typed.body)
    assert.equal((await browser.get('/admin/mails/nothing?language=en')).status, 404)
  })

  test('are sent to the admin as a test, marked as one, with no way in as the client', async () => {
    const order = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const sent = await browser.press(await browser.get('/admin/mails/sign-in-link?language=en'), 'test')
    assert.match(sent.text, new RegExp(ADMIN_EMAIL))
    const mail = await written(order.id)
    assert.equal(mail?.to.address, ADMIN_EMAIL)
    assert.match(mail?.subject ?? '', /^\[Test\] /)
    assert.doesNotMatch(mail?.text ?? '', /\/link\//)
    const links = await rows(site.here.db.em(), sql`select 1 from client_links where order_id = ${order.id}`)
    assert.deepEqual(links, [])
  })
})

describe('billing systems', () => {
  test('are added with a secret that is shown once, and changed', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/billing-systems/new')
    const added = await browser.press(form, 'save', { name: 'Shop <b>', 'brand.name': 'The Shop' })
    assert.match(added.path, /^\/admin\/billing-systems\/[0-9a-f]{32}$/)
    assert.match(added.text, /whsec_\S+/)
    assert.doesNotMatch((await browser.get(added.path)).text, /whsec_/)
    assert.equal(added.html.includes('Shop <b>'), false)
    const changed = await browser.press(await browser.get(added.path), 'save', {
      'brand.sender': 'certificates@shop.example',
      'mails.issued': 'billing-system',
    })
    assert.match(changed.text, /is saved/)
    const { items } = await site.services.billingSystems.list()
    const system = items.find(({ name }) => name === 'Shop <b>')
    assert.deepEqual(system?.brand, {
      name: 'The Shop',
      sender: 'certificates@shop.example',
      replyTo: null,
      logoUrl: null,
    })
    assert.equal(system?.mails.issued, 'billing-system')
    assert.match((await browser.press(changed, 'rotate-secret')).text, /whsec_/)
  })

  test('are refused at the fields, and speak Polish', async () => {
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/billing-systems/new')
    const refused = await browser.press(form, 'save', { name: '', 'brand.sender': 'nobody' })
    assert.equal(refused.status, 422)
    for (const id of ['name', 'brand-sender']) assert.ok(refused.root.querySelector(`#${id}-problem`), id)
    const [first] = (await site.services.billingSystems.list()).items
    for (const path of ['', '/new', `/${first?.id}`])
      assert.doesNotMatch(
        (await browser.get(`/admin/billing-systems${path}?lang=pl`)).text,
        /billing-systems:|mail-editor:/,
      )
  })

  test('send what is theirs to send, and nobody sends it twice', async () => {
    const order = await waitingOrder(site)
    const { billingSystemId } = order
    await requestMail(site.here.db, order.id, { template: 'configuration-needed', occasion: 'theirs' })
    const mails = { 'configuration-needed': 'billing-system' }
    await site.services.billingSystems.edit(ADMIN_CALLER, billingSystemId, { mails })
    assert.equal(await written(order.id), null)
    await site.services.billingSystems.edit(ADMIN_CALLER, billingSystemId, {
      mails: { 'configuration-needed': 'certloom' },
    })
  })

  test('have mails under their own name', async () => {
    const order = await waitingOrder(site)
    await site.services.billingSystems.edit(ADMIN_CALLER, order.billingSystemId, {
      brand: { name: 'The Shop', sender: 'certificates@shop.example', replyTo: 'help@shop.example' },
    })
    await requestMail(site.here.db, order.id, { template: 'configuration-needed', occasion: 'brand' })
    const mail = await written(order.id)
    assert.deepEqual(mail?.sender, { name: 'The Shop', address: 'certificates@shop.example' })
    assert.equal(mail?.replyTo, 'help@shop.example')
    assert.match(mail?.html ?? '', /The Shop/)
  })
})
