import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { CertloomError } from '../../domain/errors.ts'
import { newId } from '../../platform/ids.ts'
import { ensureBillingSystem } from '../../store/queries/billing-systems.ts'
import { listOrders, ORDER_SORTS, type OrderFilter, type OrderScope } from '../../store/queries/order-list.ts'
import { rows, sql } from '../../store/sql.ts'
import { PRODUCT, withInstallation } from './installation.ts'
import { customer, keptOrder, tell, viewOf } from './order-factory.ts'

const here = withInstallation()

/** A tenant of its own, so that tests do not see one another's orders. */
async function freshTenant() {
  return { billingSystemId: (await ensureBillingSystem(here.db, newId())).id }
}

async function idsOf(scope: OrderScope, filter: OrderFilter = {}): Promise<string[]> {
  return (await listOrders(here.db, scope, filter)).items.map(({ id }) => id)
}

async function allPages(
  scope: OrderScope,
  filter: OrderFilter,
  between: () => Promise<unknown> = async () => undefined,
) {
  const ids: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listOrders(here.db, scope, { ...filter, cursor })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
    await between()
  }
  return ids
}

describe('which orders a list holds', () => {
  test('each filter finds the one order it describes and no other', async () => {
    const tenant = await freshTenant()
    const { id } = await keptOrder(here, {
      ...tenant,
      reference: 'whmcs-100_7',
      product: { ...PRODUCT, code: '777' },
      customer: customer({ reference: 'c-77', email: 'zofia@firma.test', company: 'Żółta Łódź' }),
    })
    await keptOrder(here, { ...tenant, reference: 'whmcs-10017' })
    const activity = {
      kind: 'ordering',
      step: 'verifying',
      waitsFor: 'client',
      since: '2031-01-01T00:00:00.000Z',
      dueBy: null,
      problem: null,
    } as const
    const ends = { expiresAt: '2031-02-03T04:05:06.789Z', paidUntil: '2031-03-01' }
    const before = new Date().toISOString()
    await tell(here, {
      orderId: id,
      view: viewOf({ state: 'verifying', names: ['www.example.com'], activity, ...ends }),
    })
    await rows(
      here.db.em(),
      sql`insert into certificates (serial_number, order_id, ca_order_id, pem, chain, not_before, not_after, names, issuer, status)
          values ('0AB1C2D3', ${id}, 'x', 'PEM', '{}', now(), now(), '{}', 'CA', 'VALID')`,
    )
    await rows(
      here.db.em(),
      sql`insert into ca_orders (id, ca_account_id, ca_order_id, order_id, n, purpose, product_code, customer_label, status, placed_at)
          values (${newId()}, ${here.caAccountId}, 'the-ca-order-1', ${id}, 1, 'issue', '777', 'x', 'AWAITING', now())`,
    )
    const filters: OrderFilter[] = [
      { state: 'verifying' },
      { product: '777' },
      { customer: 'c-77' },
      { reference: 'whmcs-100_7' },
      { serialNumber: '0AB1C2D3' },
      { caOrderId: 'the-ca-order-1' },
      { waitsFor: 'client' },
      { updatedAfter: before },
      { expiresBefore: '2031-02-04T00:00:00Z' },
      { paidUntilBefore: '2031-03-02' },
      { q: 'W.EXAMPLE.c' },
      { q: '0ab1c2' },
      { q: '100_7' },
      { q: 'ca-order' },
      { q: 'ZOFIA@' },
      { q: 'żółta łódź' },
      { q: 'ZOLTA lodz' },
      { q: '00:0a:b1:c2' },
      { q: 'https://www.example.com/cart?a=b' },
      { q: 'WWW.Example.com.' },
      { q: 'c-77' },
      { q: id },
      { state: 'verifying', q: 'example', limit: 1 },
    ]
    for (const filter of filters) {
      assert.deepEqual(await idsOf(tenant, filter), [id], JSON.stringify(filter))
      assert.deepEqual(await idsOf(await freshTenant(), filter), [], JSON.stringify(filter))
    }
    for (const filter of [{ q: 'nothing like it' }, { q: '%' }, { expiresBefore: '2031-02-03T04:05:06Z' }]) {
      assert.deepEqual(await idsOf(tenant, filter), [], JSON.stringify(filter))
    }
  })

  test('a customer’s list holds the orders of that customer', async () => {
    const tenant = await freshTenant()
    const mine = await keptOrder(here, { ...tenant, customer: customer({ reference: 'a' }) })
    await keptOrder(here, { ...tenant, customer: customer({ reference: 'b' }) })
    assert.deepEqual(await idsOf({ customerId: mine.customerId }), [mine.id])
  })

  test('an order without an end sorts behind all that have one', async () => {
    const tenant = await freshTenant()
    const open = await keptOrder(here, tenant)
    const ended = await keptOrder(here, tenant)
    await tell(here, { orderId: ended.id, view: viewOf({ expiresAt: '2031-01-01T00:00:00.000Z' }) })
    const sort = { sort: 'expiresAt', limit: 1 } as const
    assert.deepEqual(await allPages(tenant, sort), [ended.id, open.id])
    assert.deepEqual(await allPages(tenant, { ...sort, sort: '-expiresAt' }), [open.id, ended.id])
  })
})

describe('turning the pages', () => {
  test('gives each order once and in order, whatever the sort, the size and equal instants', async () => {
    const tenant = await freshTenant()
    const orders = await Promise.all(Array.from({ length: 17 }, () => keptOrder(here, tenant)))
    await rows(
      here.db.em(),
      sql`update orders set created_at = '2031-01-01T00:00:00Z'::timestamptz + (hashtext(id) % 3) * interval '1 ms'
          where billing_system_id = ${tenant.billingSystemId}`,
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ORDER_SORTS),
        fc.integer({ min: 1, max: 20 }),
        async (sort, limit) => {
          const paged = await allPages(tenant, { sort, limit })
          assert.deepEqual(paged, await idsOf(tenant, { sort, limit: 200 }))
          assert.deepEqual(new Set(paged), new Set(orders.map(({ id }) => id)))
        },
      ),
      { numRuns: 25 },
    )
  })

  test('orders that come meanwhile neither repeat nor hide others', async () => {
    const tenant = await freshTenant()
    const old: string[] = []
    for (let n = 0; n < 9; n += 1) old.push((await keptOrder(here, tenant)).id)
    const seen = await allPages(tenant, { limit: 2 }, () => keptOrder(here, tenant))
    assert.deepEqual(seen, old.toReversed())
  })

  test('a cursor that was made up, or made for another sort, is bad input at /cursor', async () => {
    const tenant = await freshTenant()
    await keptOrder(here, tenant)
    await keptOrder(here, tenant)
    const { nextCursor } = await listOrders(here.db, tenant, { limit: 1 })
    const made = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const bad = [
      'x',
      made({}),
      made(['-createdAt', 'soon', 'id']),
      made(['-createdAt', '2', 'id']),
      made([null]),
    ]
    for (const filter of [
      ...bad.map((cursor) => ({ cursor })),
      { cursor: nextCursor ?? '', sort: 'updatedAt' as const },
    ]) {
      await assert.rejects(listOrders(here.db, tenant, filter), (error: unknown) => {
        assert.ok(error instanceof CertloomError)
        assert.deepEqual(error.problems, [{ path: '/cursor', code: 'bad-cursor' }])
        return true
      })
    }
  })
})
