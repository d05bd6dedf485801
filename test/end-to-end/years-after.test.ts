import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeCsr } from './support/openssl.ts'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Order, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** An order as far as its later years go. */
interface LaterOrder extends Order {
  suspended: boolean
  expiresAt: string | null
  productValidUntil: string | null
  term: { recurring: boolean; paidUntil: string | null }
  billing: { nextDueDate: string | null }
  renewal: { policy: string; effectiveDaysBefore: number; startsAt: string | null; csrStored: boolean }
  caOrders: (Order['caOrders'][number] & { purpose: string; product: string })[]
}
interface Event {
  name: string
  details: Record<string, unknown>
}

describe('the years after, by REST, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
  })
  after(() => stack.stop())

  const shiftClock = (offsetDays: number) => sandbox.call('PUT', '/clock', { offsetDays })
  const read = async (id: string) => (await rest<LaterOrder>('GET', `/orders/${id}`)).body
  const events = async (id: string) =>
    (await rest<{ items: Event[] }>('GET', `/orders/${id}/events`)).body.items.map(({ name }) => name)
  const booksOf = async (id: string) =>
    (await sandbox.books()).caOrders.filter(({ customer }) => customer === id)
  const untilOrder = (id: string, what: string, isSo: (order: LaterOrder) => boolean) =>
    until(
      what,
      async () => {
        const order = await read(id)
        return isSo(order) ? order : null
      },
      { timeoutMs: 60_000, everyMs: 300 },
    )
  const good = async (method: string, path: string, body?: unknown) => {
    const answer = await rest<LaterOrder>(method, path, body)
    assert.ok([200, 202].includes(answer.status), `${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** An issued order whose plan waits for a word; at an earlier date, as the CA's clock says. */
  async function issued(
    more: Record<string, unknown> = {},
    offsetDays = 0,
  ): Promise<LaterOrder & { domain: string }> {
    const { reference, domain } = fresh()
    await shiftClock(offsetDays)
    const begun = await startOrder(rest, reference, {
      term: { period: 'P1Y', recurring: false },
      renewal: { policy: 'none' },
      configuration: configuration(domain),
      ...more,
    })
    await untilState(rest, begun.id, 'verifying')
    await publishProof(rest, sandbox, begun.id)
    await until('it was issued', async () => ['issued', 'expired'].includes((await read(begun.id)).state))
    await shiftClock(0)
    return { ...(await read(begun.id)), domain }
  }

  /** Proves control again where the CA wants it, as the client would from the instructions. */
  async function prove(id: string): Promise<void> {
    const { body } = await rest<{ instructions: { host?: string }[] }>('GET', `/orders/${id}/verification`)
    if (body.instructions.length > 0) await publishProof(rest, sandbox, id)
  }

  test('M8, S1, S2: a certificate that ends inside its product is reissued by itself, and nothing is invoiced', async () => {
    const order = await issued({}, -195)
    assert.ok(order.renewal.startsAt === null)
    assert.ok((order.productValidUntil ?? '') > (order.expiresAt ?? ''))
    await good('PATCH', `/orders/${order.id}/renewal`, { policy: 'auto' })
    await prove(order.id)
    const after = await untilOrder(
      order.id,
      'a second certificate',
      ({ certificates }) => certificates.length === 2,
    )
    assert.equal(after.state, 'issued')
    assert.ok((after.expiresAt ?? '') > (order.expiresAt ?? ''))
    assert.equal((await booksOf(order.id)).length, 1)
    assert.ok((await events(order.id)).includes('order.reissued'))
    assert.equal(after.productValidUntil, order.productValidUntil)
  })

  test('M5, M6, M7: reissued by hand, on a key of its own, which is kept apart from the first', async () => {
    const order = await issued()
    const { csr } = makeCsr(order.domain)
    await good('POST', `/orders/${order.id}/reissue`, { csr })
    await prove(order.id)
    const after = await untilOrder(
      order.id,
      'a second certificate',
      ({ certificates }) => certificates.length === 2,
    )
    assert.deepEqual(
      after.certificates.map(({ status }) => status),
      ['VALID', 'VALID'],
    )
    assert.equal((await booksOf(order.id)).length, 1)
    const serial = after.certificates.find(
      ({ serialNumber }) => serialNumber !== order.certificates[0]?.serialNumber,
    )
    const pem = await rest<string>('GET', `/orders/${order.id}/certificates/${serial?.serialNumber}.pem`)
    assert.match(pem.body, /BEGIN CERTIFICATE/)
  })

  test('M10, M17: renewed by an admin with the stored CSR: a new CA order, and no second one on a repeat', async () => {
    const order = await issued({ term: { period: 'P5Y', recurring: false } })
    assert.ok(order.term.paidUntil !== null)
    const answer = await rest<LaterOrder>(
      'POST',
      `/orders/${order.id}/renew`,
      {},
      { 'idempotency-key': `r-${order.id}` },
    )
    assert.ok([200, 202].includes(answer.status), JSON.stringify(answer.body))
    await rest('POST', `/orders/${order.id}/renew`, {}, { 'idempotency-key': `r-${order.id}` })
    await publishProof(rest, sandbox, order.id)
    const after = await untilOrder(
      order.id,
      'renewed',
      ({ caOrders, activity }) => caOrders.length === 2 && activity === null,
    )
    assert.deepEqual(
      after.caOrders.map(({ purpose }) => purpose),
      ['issue', 'renew'],
    )
    assert.equal((await booksOf(order.id)).length, 2)
  })

  test('M11, X1: a recurring order waits for its payment, is renewed once it is paid, and its due date follows', async () => {
    const order = await issued({ term: { period: 'P1Y', recurring: true } }, -362)
    assert.equal(order.state, 'expired')
    await good('PATCH', `/orders/${order.id}/renewal`, { policy: 'auto' })
    await prove(order.id)
    const reissued = await untilOrder(
      order.id,
      'a certificate to the end of the product',
      ({ state }) => state === 'issued',
    )
    assert.equal(reissued.expiresAt, reissued.productValidUntil)
    await good('PATCH', `/orders/${order.id}/renewal`, { policy: 'none' })
    const waiting = await untilOrder(
      order.id,
      'the payment is awaited',
      ({ activity }) => activity?.step === 'awaiting-payment',
    )
    assert.equal(waiting.activity?.waitsFor, 'billing')
    assert.equal((await booksOf(order.id)).length, 1)
    await good('POST', `/orders/${order.id}/payment`, { invoice: `FV-${order.id}` })
    await until('the CA has it', async () => (await booksOf(order.id)).length === 2)
    await publishProof(rest, sandbox, order.id)
    const after = await untilOrder(
      order.id,
      'renewed',
      ({ caOrders, activity }) => caOrders.length === 2 && activity === null,
    )
    assert.equal((await booksOf(order.id)).length, 2)
    assert.ok((after.billing.nextDueDate ?? '') > (reissued.productValidUntil ?? '').slice(0, 10))
    assert.ok((await events(order.id)).includes('order.renewed'))
  })

  test('M9: revoked by reason, followed until the CA has done it; the reasons that need more say so', async () => {
    const order = await issued()
    const [certificate] = order.certificates
    const serialNumber = certificate?.serialNumber ?? ''
    const bad = await rest('POST', `/orders/${order.id}/revoke`, {
      serialNumber,
      reason: 'superseded',
      compromisedOn: '2026-01-01',
    })
    assert.equal(bad.status, 422)
    await good('POST', `/orders/${order.id}/revoke`, { serialNumber, reason: 'superseded', note: 'replaced' })
    const after = await untilOrder(order.id, 'revoked', ({ state }) => state === 'revoked')
    assert.equal(after.certificates[0]?.status, 'REVOKED')
    assert.ok((await events(order.id)).includes('order.revoking'))
  })

  test('M15: rejected by the CA, ordered again free of charge under the same order', async () => {
    const { reference, domain } = fresh()
    const begun = await startOrder(rest, reference, { configuration: configuration(domain) })
    const placed = await untilState(rest, begun.id, 'verifying')
    await sandbox.call('POST', `/orders/${placed.caOrders[0]?.id}/reject`)
    await until('the order says so', async () => {
      await rest('POST', `/orders/${begun.id}/synchronize`, {})
      return (await orderOf(rest, begun.id)).state === 'rejected'
    })
    await good('POST', `/orders/${begun.id}/repeat`, {})
    await untilState(rest, begun.id, 'verifying')
    await publishProof(rest, sandbox, begun.id)
    await untilState(rest, begun.id, 'issued')
    assert.equal((await booksOf(begun.id)).length, 2)
  })

  test('M12: its end is asked for and taken back; asked for now, what is not issued is cancelled at the CA', async () => {
    const order = await issued({ term: { period: 'P1Y', recurring: true } })
    await good('POST', `/orders/${order.id}/cancellation-request`, { when: 'end-of-term' })
    await good('DELETE', `/orders/${order.id}/cancellation-request`)
    assert.equal((await read(order.id)).state, 'issued')
    const { reference, domain } = fresh()
    const begun = await startOrder(rest, reference, {
      term: { period: 'P1Y', recurring: true },
      configuration: configuration(domain),
    })
    const placed = await untilState(rest, begun.id, 'verifying')
    await good('POST', `/orders/${begun.id}/cancellation-request`, { when: 'now' })
    await untilState(rest, begun.id, 'cancelled')
    const atCa = (await booksOf(begun.id)).find(({ id }) => id === placed.caOrders[0]?.id)
    assert.equal(atCa?.status, 'REJECTED')
  })

  test('B8: suspended it keeps still, resumed it catches up, terminated it is over and revoked only when told', async () => {
    const order = await issued({}, -195)
    await good('POST', `/orders/${order.id}/suspend`, {})
    await good('PATCH', `/orders/${order.id}/renewal`, { policy: 'auto' })
    assert.equal((await read(order.id)).suspended, true)
    assert.equal((await read(order.id)).activity, null)
    await good('POST', `/orders/${order.id}/resume`, {})
    await untilOrder(
      order.id,
      'it catches up',
      ({ activity, certificates }) => activity?.kind === 'reissuing' || certificates.length === 2,
    )
    await prove(order.id)
    await untilOrder(order.id, 'a second certificate', ({ certificates }) => certificates.length === 2)
    await good('POST', `/orders/${order.id}/terminate`, { revoke: true })
    const over = await untilState(rest, order.id, 'ended')
    assert.ok(over.certificates.some(({ status }) => status !== 'VALID'))
    assert.equal((await rest('POST', `/orders/${order.id}/suspend`, {})).status, 409)
  })

  test('X8: brought forward in bulk with a preview, and everything on one key revoked together', async () => {
    const order = await issued()
    const filter = { reference: order.reference }
    const preview = await rest<{ matched: number }>('POST', '/bulk', {
      action: 'reissue',
      filter,
      dryRun: true,
    })
    assert.equal(preview.body.matched, 1)
    assert.equal((await booksOf(order.id)).length, 1)
    const asked = await rest('POST', '/bulk', { action: 'reissue', filter, by: new Date().toISOString() })
    assert.equal(asked.status, 202, JSON.stringify(asked.body))
    const second = await untilOrder(order.id, 'a second certificate on the same key', (later) => {
      return later.certificates.length === 2 && later.activity === null
    })
    const sameKeyAs = { orderId: order.id, serialNumber: second.certificates[0]?.serialNumber }
    const lost = { action: 'revoke', filter: { sameKeyAs }, reason: 'keyCompromise' }
    assert.equal((await rest('POST', '/bulk', lost)).status, 202)
    const over = await untilOrder(order.id, 'all of them revoked', ({ state }) => state === 'revoked')
    assert.deepEqual(
      over.certificates.map(({ status }) => status),
      ['REVOKED', 'REVOKED'],
    )
  })

  test('S2: without a usable CSR the client is asked, and it goes on the moment one arrives', async () => {
    const order = await issued({}, -195)
    await sandbox.call('PUT', '/behaviour', { refuseOwnKey: true })
    try {
      await good('PATCH', `/orders/${order.id}/renewal`, { policy: 'auto' })
      await untilOrder(order.id, 'a key is asked for', ({ activity }) => activity?.step === 'awaiting-csr')
      await good('PUT', `/orders/${order.id}/renewal-csr`, { csr: makeCsr(order.domain).csr })
      await prove(order.id)
      await untilOrder(order.id, 'a second certificate', ({ certificates }) => certificates.length === 2)
    } finally {
      await sandbox.call('PUT', '/behaviour', { refuseOwnKey: false })
    }
  })

  test('M4: a certificate is sent by mail to an address that was named, once', async () => {
    const order = await issued()
    const to = `post-${order.id.slice(0, 8)}@customer.example.com`
    await good('POST', `/orders/${order.id}/send`, { to })
    await until('the mail is there', async () => {
      const { items } = await sandbox.mails()
      return items.some((mail) => JSON.stringify(mail.to).includes(to))
    })
  })
})
