import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { CertificateSummary, OrderView } from '../../domain/order-view.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { rows, sql } from '../../store/sql.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { enterAsAdmin, enterAsClient, inChromium, type Person } from './acting.ts'
import { awaitProof, somebody, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

let sequence = 10
function say(order: OrderRecord, view: Partial<OrderView>): Promise<unknown> {
  sequence += 1
  return tell(site.here, { orderId: order.id, sequence, view: viewOf(view) })
}

type Activity = NonNullable<OrderView['activity']>

function doing(said: Partial<Activity>): Activity {
  const since = '2026-05-04T09:30:00.000Z'
  return { kind: 'reissuing', step: 'ordering', waitsFor: 'ca', since, dueBy: null, problem: null, ...said }
}

const CERTIFICATE: CertificateSummary = {
  ...{ serialNumber: '0A1B2C', status: 'VALID' as const, names: ['shop.example.com'], issuer: 'Test CA' },
  ...{ notBefore: '2026-05-04T00:00:00.000Z', notAfter: '2026-11-04T00:00:00.000Z', caOrder: 'x-1' },
}
const AT_CA = {
  id: 'x-1',
  product: '601',
  purpose: 'issue',
  status: 'AWAITING',
  productValidUntil: null,
} as const
const VERIFICATION = { method: 'DNS_TXT_PREFIX', verified: 0, of: 1 } as const
const ISSUED: Partial<OrderView> = {
  ...{ state: 'issued', activity: null, names: ['shop.example.com'], certificates: [CERTIFICATE] },
  ...{ caOrders: [AT_CA], caOrderPlaced: true, verification: VERIFICATION },
}

async function provingOrder(person: Person): Promise<OrderRecord> {
  const order = await waitingOrder(site, { customer: somebody({ language: person.visit.language }) })
  await awaitProof(site, order)
  await enterAsClient(person, site, order)
  return order
}

/** With scripts the page comes to it by itself; without, when it is loaded again. */
async function comesTo(person: Person, selector: string, isThere = true): Promise<void> {
  if (!person.visit.javaScript) await person.page.reload()
  const state = isThere ? 'attached' : 'hidden'
  await person.page.locator(selector).first().waitFor({ state, timeout: 20_000 })
}

/** Somebody comes back to the page from another window. */
async function comeBack({ page, visit }: Person): Promise<void> {
  if (visit.javaScript) await page.evaluate(`window.dispatchEvent(new Event('focus'))`)
}

inChromium('what waits, and what waits no more', site, (person) => {
  test('the overview follows a reissue to its certificate, rests then, and follows the next', async () => {
    const order = await provingOrder(person())
    await say(order, { ...ISSUED, activity: doing({}) })
    await person().go(`/orders/${order.id}`)
    assert.equal(await person().count('[data-moving]'), 1)
    assert.equal(await person().count('[data-next="next.ordering"]'), 1)
    await say(order, { ...ISSUED, activity: doing({ step: 'issuing' }) })
    await comesTo(person(), '[data-next="next.issuing"]')
    await say(order, {
      ...ISSUED,
      certificates: [
        CERTIFICATE,
        { ...CERTIFICATE, serialNumber: 'NEWER', notBefore: '2026-06-01T00:00:00.000Z' },
      ],
    })
    await comesTo(person(), '[data-serial]:text-is("NEWER")')
    assert.equal(await person().count('[data-moving]'), 0)
    let looks = 0
    person().page.on('request', (request) => {
      if (request.url().includes('fragment')) looks += 1
    })
    await person().page.waitForTimeout(4_000)
    assert.equal(looks, 0, 'nothing is waited for')
    await say(order, { ...ISSUED, activity: doing({}) })
    await comeBack(person())
    await comesTo(person(), '[data-next="next.ordering"]')
  })

  test('documents show what became of them, and the form goes with the last of them', async () => {
    const order = await provingOrder(person())
    const wanting = doing({ kind: 'ordering', step: 'awaiting-documents', waitsFor: 'ca' })
    await say(order, { ...ISSUED, state: 'verifying', certificates: [], activity: wanting })
    await person().go(`/orders/${order.id}/documents`)
    assert.equal(await person().count('[data-while="documents"]'), 1)
    const paper = { type: 'APPLICANT', description: null, fileNames: ['a.pdf'], state: 'ACCEPTED' }
    const told = [{ ...paper, createdAt: null, expiresAt: null, reason: null }]
    await rows(
      site.here.db.em(),
      sql`update ca_orders set documents = ${JSON.stringify(told)}::jsonb where order_id = ${order.id}`,
    )
    await comesTo(person(), '[data-document="ACCEPTED"]')
    await say(order, ISSUED)
    await comesTo(person(), '[data-while="documents"]', false)
    await comesTo(person(), '[data-closed]')
  })

  test('the method can be changed no more once the certificate is there', async () => {
    const order = await provingOrder(person())
    await person().go(`/orders/${order.id}/verification`)
    assert.equal(await person().page.locator('[data-while="verification"]').isVisible(), true)
    await rows(site.here.db.em(), sql`update ca_orders set status = 'ENROLLED' where order_id = ${order.id}`)
    await say(order, ISSUED)
    await comesTo(person(), '[data-while="verification"]', false)
  })

  test('a check of the CA’s that failed stands on every page of the order, for clients and admins', async () => {
    const order = await provingOrder(person())
    const checks = [{ name: 'shop.example.com', method: 'CAA', info: null }]
    await rows(
      site.here.db.em(),
      sql`update ca_orders set status = 'VERIFICATION', system_checks = ${JSON.stringify(checks)}::jsonb,
            names = jsonb_set(names, '{0,state}', '"VERIFIED"') where order_id = ${order.id}`,
    )
    const held = doing({ kind: 'ordering', step: 'verifying', waitsFor: 'client', problem: 'ca-check-caa' })
    const view: Partial<OrderView> = { ...ISSUED, state: 'verifying', certificates: [], activity: held }
    await say(order, { ...view, verification: { ...VERIFICATION, verified: 1 } })
    const shown = async (path: string): Promise<void> => {
      for (const page of ['', '/verification', '/state']) {
        await person().go(path + page)
        assert.equal(await person().count('[data-problem="ca-check-caa"]'), 1, page)
        assert.match(await person().text('[data-problem="ca-check-caa"]'), /Certum/)
      }
      await person().go(path)
      assert.equal(await person().count('[data-next="next.check-client"]'), 1)
      assert.equal(await person().count('[data-next="next.issuing"]'), 0)
      assert.equal(await person().count('[data-command="verification/check"]'), 1)
    }
    await shown(`/orders/${order.id}`)
    await enterAsAdmin(person())
    await shown(`/admin/orders/${order.id}`)
  })
})
