import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { rows, sql } from '../../store/sql.ts'
import { certificateOf } from '../api/certificate-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { issuedOrder as issued } from './configured-scene.ts'
import { awaitProof, issue, LEAF, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

async function issuedOrder() {
  const order = await waitingOrder(site)
  await awaitProof(site, order)
  await issue(site, order)
  return order
}

async function commandsOf(orderId: string): Promise<{ name: string; arguments: unknown }[]> {
  return rows(
    site.here.db.em(),
    sql`select name, arguments from commands where order_id = ${orderId} and name <> 'create' order by position`,
  )
}

describe('revoking by a page', () => {
  test('says what follows, asks for the reason, and sends it once', async () => {
    const order = await issuedOrder()
    const { browser, page } = await signedInClient(site, order)
    assert.equal(
      page.root.querySelector('[data-command="revoke"]')?.getAttribute('href'),
      `/orders/${order.id}/revoke`,
    )
    const form = await browser.get(`/orders/${order.id}/revoke`)
    assert.match(form.text, /comes back by nothing/)
    assert.equal(form.root.querySelector('#serialNumber option')?.getAttribute('value'), LEAF.serialNumber)
    await browser.press(form, 'revoke', { reason: 'superseded', note: 'replaced' })
    await browser.press(form, 'revoke', { reason: 'superseded', note: 'replaced' })
    assert.deepEqual(await commandsOf(order.id), [
      {
        name: 'revoke',
        arguments: { serialNumber: LEAF.serialNumber, reason: 'superseded', compromisedOn: null },
      },
    ])
  })

  test('keeps what was typed and says at its field what is wrong', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const form = await browser.get(`/orders/${order.id}/revoke`)
    const typed = { reason: 'superseded', compromisedOn: '2026-05-05', note: '<script>x</script>' }
    const refused = await browser.press(form, 'revoke', typed)
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#compromisedOn-problem'))
    assert.equal(refused.root.querySelector('[data-summary] a')?.getAttribute('href'), '#compromisedOn')
    assert.equal(refused.root.querySelector('#compromisedOn')?.getAttribute('value'), '2026-05-05')
    assert.equal(refused.html.includes('<script>x'), false)
    const empty = await browser.press(form, 'revoke', { reason: '' })
    assert.ok(empty.root.querySelector('#reason-problem'))
    assert.deepEqual(await commandsOf(order.id), [])
  })

  test('is in Polish too, and not offered where nothing can be revoked', async () => {
    const order = await issuedOrder()
    const { browser } = await signedInClient(site, order)
    const polish = await browser.get(`/orders/${order.id}/revoke?lang=pl`)
    assert.match(polish.text, /Unieważnienie certyfikatu/)
    assert.doesNotMatch(polish.text, /revoke\.|notice\./)
    const waiting = await waitingOrder(site)
    const other = await signedInClient(site, waiting)
    assert.equal((await other.browser.get(`/orders/${waiting.id}/revoke`)).status, 409)
  })
})

describe('a lost key that other certificates hold', () => {
  async function shared() {
    const first = await issued(site)
    const second = await waitingOrder(site, { customer: first.order.customer })
    const other = await certificateOf({ commonName: 'other.example.com', sameKeyAs: first.certificate })
    await saveCertificates(site.here.db, second.id, [other])
    await tell(site.here, {
      orderId: second.id,
      view: viewOf({ state: 'issued', names: ['other.example.com'], caOrderPlaced: true }),
    })
    const { browser } = await signedInClient(site, first.order)
    return { first, second, other, browser, form: await browser.get(`/orders/${first.order.id}/revoke`) }
  }

  test('are named before, and a reissue on a new key is offered first', async () => {
    const { first, second, other, form } = await shared()
    assert.match(
      form.root.querySelector('[data-same-key]')?.textContent ?? '',
      new RegExp(other.serialNumber),
    )
    assert.ok(form.root.querySelector(`[data-same-key] a[href="/orders/${second.id}"]`))
    assert.equal(
      form.root.querySelector('[data-reissue-first]')?.getAttribute('href'),
      `/orders/${first.order.id}/reissue`,
    )
    const field = form.root.querySelector('#compromisedOn')?.closest('[data-shown-when]')
    assert.equal(field?.getAttribute('data-shown-for'), 'keyCompromise')
  })

  test('are revoked together where that is ticked, and once each', async () => {
    const { first, second, other, browser, form } = await shared()
    const typed = { reason: 'keyCompromise', alsoSameKey: 'true' }
    await browser.press(form, 'revoke', typed)
    await browser.press(form, 'revoke', typed)
    for (const [id, serialNumber] of [
      [first.order.id, first.certificate.serialNumber],
      [second.id, other.serialNumber],
    ] as const) {
      const revocations = (await commandsOf(id)).filter(({ name }) => name === 'revoke')
      assert.deepEqual(
        revocations.map(({ arguments: asked }) => asked),
        [{ serialNumber, reason: 'keyCompromise', compromisedOn: null }],
      )
    }
  })

  test('are named again after a revocation that left them alone', async () => {
    const { second, other, browser, form } = await shared()
    const done = await browser.press(form, 'revoke', { reason: 'keyCompromise' })
    assert.match(done.root.querySelector('.notice-bad')?.textContent ?? '', new RegExp(other.serialNumber))
    assert.deepEqual(await commandsOf(second.id), [])
  })
})

describe('commands of one button', () => {
  for (const [button, name] of [['suspend', 'suspend']] as const)
    test(`${button} is offered to admins and sends ${name}`, async () => {
      const order = await issuedOrder()
      const { browser } = await signedInAdmin(site)
      const page = await browser.get(`/admin/orders/${order.id}`)
      await browser.press(page, button)
      assert.deepEqual(
        (await commandsOf(order.id)).map((command) => command.name),
        [name],
      )
    })

  test('the configuration mail is sent again by admins, and no client is offered that', async () => {
    const order = await waitingOrder(site)
    const { page } = await signedInClient(site, order)
    assert.equal(page.root.querySelector('[data-command="configuration-email"]') === null, true)
    const { browser } = await signedInAdmin(site)
    await browser.press(await browser.get(`/admin/orders/${order.id}`), 'configuration-email')
    assert.deepEqual(
      (await commandsOf(order.id)).map(({ name }) => name),
      ['sendConfigurationEmail'],
    )
  })
})
