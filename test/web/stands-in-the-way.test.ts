import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OrderView } from '../../domain/order-view.ts'
import { rows, sql } from '../../store/sql.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { issuedOrder } from './configured-scene.ts'
import { signedInAdmin, signedInClient } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

const REISSUING: OrderView['activity'] = {
  kind: 'reissuing',
  step: 'verifying',
  waitsFor: 'client',
  since: '2026-05-04T09:30:00.000Z',
  dueBy: null,
  problem: null,
}
const ONCE = { term: { period: 'P1Y', recurring: false, paidUntil: null } } as const
let sequence = 100

async function isNow(orderId: string, view: Partial<OrderView>): Promise<void> {
  sequence += 1
  await tell(site.here, {
    orderId,
    sequence,
    view: viewOf({ state: 'issued', caOrderPlaced: true, ...view }),
  })
}

describe('what stands in the way, by the pages', () => {
  test('why a button is not there, in both languages', async () => {
    const { order } = await issuedOrder(site, ONCE)
    await isNow(order.id, { activity: REISSUING })
    const { browser } = await signedInClient(site, order)
    for (const [language, sentence] of [
      ['en', /A reissue is running since 4 May 2026.*; wait until it is verified and issued\./],
      ['pl', /Trwa ponowne wydanie certyfikatu \(od 4 maja 2026.*\); poczekaj na zakończenie weryfikacji/],
    ] as const) {
      const page = await browser.get(`/orders/${order.id}?lang=${language}`)
      assert.equal(page.root.querySelector('[data-command="reissue"]'), null)
      const barred = page.root.querySelector('[data-barred]')
      assert.match(barred?.getAttribute('data-barred') ?? '', /\breissue renew\b/)
      assert.match(barred?.text ?? '', sentence)
    }
  })

  test('nothing is said of an order in whose way nothing stands', async () => {
    const { order } = await issuedOrder(site, ONCE)
    const { browser } = await signedInClient(site, order)
    const page = await browser.get(`/orders/${order.id}`)
    assert.equal(page.root.querySelector('[data-barred]'), null)
  })

  test('of an order that is suspended: once, with all that waits for it', async () => {
    const { order } = await issuedOrder(site, ONCE)
    await isNow(order.id, { suspended: true })
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}`)
    const [barred, ...more] = page.root.querySelectorAll('[data-barred]')
    assert.equal(more.length, 0)
    assert.match(barred?.text ?? '', /The service is suspended/)
  })

  test('a form that is opened or sent too late', async () => {
    const { order } = await issuedOrder(site, ONCE)
    const { browser } = await signedInClient(site, order)
    const form = await browser.get(`/orders/${order.id}/reissue`)
    assert.equal(form.status, 200)
    await isNow(order.id, { activity: REISSUING })
    const late = await browser.get(`/orders/${order.id}/reissue`)
    assert.equal(late.status, 409)
    assert.match(late.root.querySelector('[data-why]')?.text ?? '', /A reissue is running/)
    site.engine.answer = () => ({ kind: 'rejected' })
    const sent = await browser.press(form, 'reissue', { csr: await makeCsr('example.com') })
    site.engine.reset()
    assert.equal(sent.path, `/orders/${order.id}`)
    assert.match(sent.text, /not possible any longer\. A reissue is running/)
  })
})

test('renewing is not offered to clients where the product says so, and admins have it still', async () => {
  const { order } = await issuedOrder(site, ONCE)
  const set = (isShown: boolean) =>
    rows(
      site.here.db.em(),
      sql`update products set settings = settings || jsonb_build_object('renewShown', ${isShown}::boolean)
          where code = ${order.product.code}`,
    )
  const client = await signedInClient(site, order)
  const admin = await signedInAdmin(site)
  const isOffered = async ({ browser }: typeof client, path: string): Promise<boolean> =>
    (await browser.get(path)).root.querySelector('[data-command="renew"]') !== null
  assert.equal(await isOffered(client, `/orders/${order.id}`), true)
  await set(false)
  assert.equal(await isOffered(client, `/orders/${order.id}`), false)
  assert.equal((await client.browser.get(`/orders/${order.id}/renew`)).status, 403)
  assert.equal(await isOffered(admin, `/admin/orders/${order.id}`), true)
  await set(true)
})
