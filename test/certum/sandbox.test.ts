import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { CaRefusal, CaUnavailable } from '../../activities/ca/errors.ts'
import { door } from '../sandbox/harness.ts'
import { isRefusedAs, orderOf, portTo, readUntil } from './support/sandbox.ts'

describe('port on the sandbox', () => {
  test('an order goes from check to certificate with its chain', async (t) => {
    const { sandbox, port } = await portTo(t)
    const since = new Date(Date.now() - 60_000).toISOString()
    const order = await orderOf()
    await port.checkOrder(order)
    assert.equal(await port.findOrder(order.caOrderId), null)

    const placed = await port.placeOrder(order)
    assert.equal(placed.placed, 'now')
    assert.deepEqual(placed.control?.names, ['example.test'])
    const code = placed.control?.code ?? ''
    assert.equal((await port.findOrder(order.caOrderId))?.status, 'AWAITING')

    await door(sandbox, 'PUT', '/dns/_certum.example.test/TXT', { values: [code] })
    assert.equal(await port.startControlCheck(code), 'started')
    const detail = await readUntil(port, order.caOrderId, ({ certificates }) => certificates.length > 0)
    assert.equal(detail.status, 'ENROLLED')
    assert.deepEqual(
      detail.names.map(({ name, state }) => [name, state]),
      [['example.test', 'VERIFIED']],
    )
    assert.ok(detail.productValidUntil !== null && detail.productValidUntil > since)

    const [certificate] = await port.certificates(order.caOrderId)
    assert.equal(certificate?.status, 'VALID')
    const leaf = new X509Certificate(certificate?.pem ?? '')
    assert.equal(leaf.serialNumber, certificate?.serialNumber)
    assert.equal(leaf.subjectAltName, 'DNS:example.test')
    const chain = (certificate?.chain ?? []).map((pem) => new X509Certificate(pem))
    assert.ok(chain.length > 0)
    assert.ok(chain.some((issuer) => leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey)))

    const changes = await port.changedOrders(since, new Date(Date.now() + 60_000).toISOString())
    const [changed] = changes.orders
    assert.deepEqual(
      [changed?.caOrderId, changed?.status, changed?.customerLabel, changed?.productCode],
      [order.caOrderId, 'ENROLLED', order.customerLabel, '601'],
    )
    assert.ok(changes.caTime !== null && changes.caTime > since)
    await assert.rejects(port.cancelOrder(order.caOrderId), isRefusedAs('certificate-exists'))
  })

  test('an order whose answer was lost is found, and is bought once', async (t) => {
    const { sandbox, port } = await portTo(t, { timeoutMs: 500 })
    const order = await orderOf()
    await door(sandbox, 'PUT', '/faults', {
      operation: 'quickOrder',
      kind: 'timeout-after-success',
      times: 1,
    })
    await assert.rejects(
      port.placeOrder(order),
      (error) => error instanceof CaUnavailable && error.code === 'timeout' && error.outcome === 'unknown',
    )
    assert.equal((await port.findOrder(order.caOrderId))?.status, 'AWAITING')
    assert.equal((await port.placeOrder(order)).placed, 'earlier')
    const control = await port.renewControl(order.caOrderId, { method: 'DNS_CNAME_PREFIX' })
    assert.equal(control?.method, 'DNS_CNAME_PREFIX')
    assert.ok(control?.code)
    const { json } = await door(sandbox, 'GET', '/books')
    assert.equal(JSON.stringify(json).split(`"${order.caOrderId}"`).length, 2)
  })

  test('faults of the CA are told apart', async (t) => {
    const { sandbox, port } = await portTo(t)
    for (const [kind, code] of [
      ['fault', 'fault'],
      ['403', 'not-allowed'],
    ]) {
      await door(sandbox, 'PUT', '/faults', { operation: 'getProductList', kind, times: 1 })
      await assert.rejects(port.products(), (error) => error instanceof CaUnavailable && error.code === code)
    }
    assert.ok(
      (await port.products()).some(({ code, validityDays }) => code === '601' && validityDays === 365),
    )
  })

  test('a wrong password is about the account, not about the order', async (t) => {
    const { port } = await portTo(t, { password: 'wrong' })
    await assert.rejects(
      port.checkOrder(await orderOf()),
      (error) => error instanceof CaUnavailable && error.code === 'credentials' && error.outcome === 'none',
    )
  })

  test('bad input is refused at its fields, and nothing is bought', async (t) => {
    const { port } = await portTo(t)
    const order = await orderOf({ names: ['other.test'], csr: 'no csr', verification: { method: 'ADMIN' } })
    await assert.rejects(port.placeOrder(order), (error) => {
      assert.ok(error instanceof CaRefusal)
      const paths = error.problems.map(({ path }) => path)
      assert.ok(paths.includes('/csr'), String(error))
      assert.ok(paths.includes('/verification/emailPrefix'), String(error))
      return true
    })
    assert.equal(await port.findOrder(order.caOrderId), null)
  })

  test('an order is cancelled once, and cancelling again is no problem', async (t) => {
    const { port } = await portTo(t)
    const order = await orderOf()
    await port.placeOrder(order)
    assert.equal(await port.cancelOrder(order.caOrderId, 'ordered by mistake'), 'cancelled')
    assert.equal(await port.cancelOrder(order.caOrderId), 'already')
    assert.equal((await port.readOrder(order.caOrderId)).status, 'REJECTED')
  })
})
