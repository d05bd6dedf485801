import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { configuration, fresh, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { powerCut } from './support/power-cut.ts'
import { type Order, type Rest, restOf, type Verification } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface BillingBooks {
  events: { id: string; type: string; orderId: string | null }[]
  invoices: { id: string; orderId: string; status: string }[]
}
interface BilledOrder extends Order {
  term: { paidUntil: string | null }
  billing: { nextDueDate: string | null }
}

/** So near that the killing comes between two steps, not after all of them. */
const WATCH = { everyMs: 10, timeoutMs: 60_000 } as const

describe('kill -9 of worker and web while a renewal is invoiced and paid', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let database: pg.Pool

  before(async () => {
    stack = await startStack({ environment: { CERTUM_TIMEOUT_MS: '4000' } })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    database = new pg.Pool({ connectionString: stack.ready().database.url, max: 2 })
    const { items } = (await rest<{ items: { id: string; name: string }[] }>('GET', '/billing-systems')).body
    const home = items.find(({ name }) => name === 'default')
    const set = await rest('PATCH', `/billing-systems/${home?.id}`, { invoicing: 'certloom' })
    assert.equal(set.status, 200, JSON.stringify(set.body))
  })
  after(async () => {
    await database.end()
    await stack.stop()
  })

  const read = async (id: string) => (await rest<BilledOrder>('GET', `/orders/${id}`)).body
  const good = async (method: string, path: string, body?: unknown, key?: string): Promise<void> => {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    const answer = await rest(method, path, body, headers)
    assert.ok([200, 202].includes(answer.status), `${method} ${path}: ${JSON.stringify(answer.body)}`)
  }
  const isThere = async (sql: string, values: unknown[]) => (await database.query(sql, values)).rowCount !== 0
  const ledgerHas = (id: string, action: string) =>
    until(
      `the ledger begins ${action}`,
      () => isThere('select 1 from ledger where order_id = $1 and action = $2', [id, action]),
      WATCH,
    )
  const books = () => sandbox.call<BillingBooks>('GET', '/billing')

  async function prove(id: string): Promise<void> {
    const { body } = await rest<Verification>('GET', `/orders/${id}/verification`)
    if (body.instructions?.some(({ state }) => state !== 'VERIFIED')) await publishProof(rest, sandbox, id)
  }

  /** Recurring, with a certificate to the very end of a product that ends in three days. */
  async function nearItsEnd(): Promise<string> {
    const { reference, domain } = fresh()
    await sandbox.call('PUT', '/clock', { offsetDays: -362 })
    const more = { renewal: { policy: 'none' }, configuration: configuration(domain) }
    const { id } = await startOrder(rest, reference, { term: { period: 'P1Y', recurring: true }, ...more })
    await untilState(rest, id, 'verifying')
    await publishProof(rest, sandbox, id)
    // Its invoice is due long since, so it is asked for the moment the certificate is here.
    await ledgerHas(id, 'invoice')
    await sandbox.call('PUT', '/clock', { offsetDays: 0 })
    return id
  }

  /** A CA renews what is still valid; left to others, it is then renewed the moment it is paid. */
  async function reissuedToTheEnd(id: string): Promise<void> {
    await good('PATCH', `/orders/${id}/renewal`, { policy: 'auto' })
    await until('it is reissued', async () => {
      await prove(id)
      return (await read(id)).state === 'issued'
    })
    await good('PATCH', `/orders/${id}/renewal`, { policy: 'none' })
  }

  test('one invoice, one payment, one renewal and one due date, wherever it is killed', {
    timeout: 400_000,
  }, async (t) => {
    const id = await nearItsEnd()
    await powerCut(stack, rest)
    const invoice = await until(
      'the invoice is made',
      async () => (await books()).invoices.find(({ orderId }) => orderId === id) ?? null,
      { timeoutMs: 120_000 },
    )
    await reissuedToTheEnd(id)
    await until('its payment is awaited', async () => (await read(id)).activity?.step === 'awaiting-payment')
    const pay = () => good('POST', `/orders/${id}/payment`, { invoice: invoice.id }, `pay-${id}`)
    const first = pay().catch(() => null)
    const kept = "select 1 from commands where order_id = $1 and name = 'paymentReceived'"
    await until('the payment is kept', () => isThere(kept, [id]), WATCH)
    await powerCut(stack, rest)
    await first
    await pay()
    await ledgerHas(id, 'due-date')
    await powerCut(stack, rest)
    const renewed = await until(
      'it is renewed',
      async () => {
        await prove(id)
        const order = await read(id)
        return order.caOrders.length === 2 && order.activity === null ? order : null
      },
      { timeoutMs: 280_000, everyMs: 1_000 },
    )
    const told = await until('the due date is told', async () => {
      const { events } = await books()
      const own = events.filter(({ orderId }) => orderId === id)
      return own.some(({ type }) => type === 'order.due-date-changed') ? own : null
    })
    const distinct = (type: string) =>
      new Set(told.filter((event) => event.type === type).map((each) => each.id))
    assert.equal(distinct('invoice.needed').size, 1)
    assert.equal(distinct('order.due-date-changed').size, 1)
    assert.equal((await books()).invoices.filter(({ orderId }) => orderId === id).length, 1)
    const atCa = (await sandbox.books()).caOrders.filter(({ customer }) => customer === id)
    assert.equal(atCa.length, 2, JSON.stringify(atCa))
    const [bought] = renewed.caOrders
    const aYearLater = String(Number(bought?.productValidUntil?.slice(0, 4)) + 1)
    assert.equal(renewed.term.paidUntil?.slice(0, 4), aYearLater)
    assert.equal(renewed.billing.nextDueDate, renewed.term.paidUntil)
    t.diagnostic('3 kills: invoices 1, payments 1, renewals 1, due dates 1; doubled 0, lost 0')
  })
})
