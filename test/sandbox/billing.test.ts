import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { at, door, sandboxFor } from './harness.ts'

const KEY = Buffer.alloc(32, 3)
const ORDER = { id: 'order-1', billing: { nextDueDate: '2027-04-02' } }
const ASKED = {
  type: 'invoice.needed',
  sequence: 7,
  data: { order: ORDER, previous: null, invoice: { id: 'ledger-1', dueOn: '2027-04-02' } },
}

/** Posts a message signed by the specification's words, and by no library. */
async function hook(sandbox: { url: string }, id: string, message: unknown, key = KEY): Promise<number> {
  const body = JSON.stringify(message)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
  return (await fetch(`${sandbox.url}/billing/webhook`, { method: 'POST', headers, body })).status
}

/** A Certloom that takes payments, and what it was told. */
async function certloomFor(t: TestContext) {
  const payments: { path: string; key: string; token: string }[] = []
  const server = createServer((request, response) => {
    const { 'idempotency-key': key, authorization } = request.headers
    payments.push({ path: request.url ?? '', key: String(key), token: String(authorization) })
    request.resume()
    response.writeHead(200).end('{}')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { payments, apiUrl: `http://127.0.0.1:${port}/api/v1` }
}

async function linked(t: TestContext, change: Record<string, unknown> = {}) {
  const sandbox = await sandboxFor(t)
  const secret = `whsec_${KEY.toString('base64')}`
  assert.equal((await door(sandbox, 'PUT', '/billing', { secret, ...change })).status, 200)
  return sandbox
}

const invoicesOf = async (sandbox: { url: string }) =>
  at((await door(sandbox, 'GET', '/books')).json, 'invoices')

test('the sandbox’s billing system makes one invoice for what it is asked, however often', async (t) => {
  const sandbox = await linked(t)
  assert.equal(await hook(sandbox, 'message-1', ASKED), 204)
  assert.equal(await hook(sandbox, 'message-1', ASKED), 204)
  assert.equal(await hook(sandbox, 'message-2', ASKED), 204)
  const invoices = await invoicesOf(sandbox)
  const invoice = { order: 'order-1', ledger: 'ledger-1', status: 'unpaid', dueOn: '2027-04-02' }
  assert.deepEqual(invoices, [{ id: at(invoices, '0.id'), ...invoice }])
  assert.equal((await door(sandbox, 'POST', '/billing/reset')).status, 204)
  assert.deepEqual(await invoicesOf(sandbox), [])
})

test('the sandbox’s billing system believes nobody who does not sign by its secret', async (t) => {
  const sandbox = await sandboxFor(t)
  assert.equal(await hook(sandbox, 'message-1', ASKED), 503)
  await door(sandbox, 'PUT', '/billing', { secret: `whsec_${KEY.toString('base64')}` })
  assert.equal(await hook(sandbox, 'message-1', ASKED, Buffer.alloc(32, 4)), 401)
  assert.deepEqual(await invoicesOf(sandbox), [])
})

test('an invoice that the sandbox’s billing system makes itself is due as the service is, and is paid once', async (t) => {
  const { apiUrl, payments } = await certloomFor(t)
  const sandbox = await linked(t, { apiUrl, token: 'cl_token' })
  await hook(sandbox, 'message-1', { ...ASKED, type: 'order.due-date-changed' })
  const made = await door(sandbox, 'POST', '/billing/invoices', { order: 'order-1' })
  assert.deepEqual([made.status, at(made.json, 'dueOn')], [201, '2027-04-02'])
  const id = String(at(made.json, 'id'))
  for (const _time of [1, 2]) {
    assert.equal((await door(sandbox, 'POST', `/billing/invoices/${id}/pay`)).status, 200)
  }
  const payment = { path: '/api/v1/orders/order-1/payment', key: `invoice-${id}`, token: 'Bearer cl_token' }
  assert.deepEqual(payments, [payment, payment])
  assert.equal(at(await invoicesOf(sandbox), '0.status'), 'paid')
  const page = await (await fetch(`${sandbox.url}/`)).text()
  assert.match(page, /order\.due-date-changed/)
  assert.match(page, new RegExp(id))
})

test('with autoPay an invoice is paid as it is asked for', async (t) => {
  const { apiUrl, payments } = await certloomFor(t)
  const sandbox = await linked(t, { apiUrl, token: 'cl_token', autoPay: true })
  await hook(sandbox, 'message-1', ASKED)
  for (let tries = 0; tries < 200 && at(await invoicesOf(sandbox), '0.status') !== 'paid'; tries += 1) {
    await new Promise((resolve) => void setTimeout(resolve, 10))
  }
  assert.equal(payments.length, 1)
  assert.equal(at(await invoicesOf(sandbox), '0.status'), 'paid')
})
