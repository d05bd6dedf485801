import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { door, newCsr } from '../sandbox/harness.ts'
import { isRefusedAs, issued, orderOf, portTo, prove, readUntil } from './support/sandbox.ts'

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

describe('certificates on the sandbox', () => {
  test('a certificate is revoked once, and that shows', async (t) => {
    const { sandbox, port } = await portTo(t)
    const order = await orderOf()
    const { serialNumber } = await issued(sandbox, port, order)
    const revocation = { serialNumber, reason: 'keyCompromise', note: 'lost laptop' } as const
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await assert.rejects(
      port.revokeCertificate({ ...revocation, compromisedOn: tomorrow }),
      isRefusedAs('compromise-date-invalid'),
    )
    await assert.rejects(
      port.revokeCertificate({ serialNumber, reason: 'superseded', compromisedOn: ago(0).slice(0, 10) }),
      isRefusedAs('compromise-date-not-expected'),
    )
    assert.equal(
      await port.revokeCertificate({ ...revocation, compromisedOn: ago(0).slice(0, 10) }),
      'revoking',
    )
    assert.equal(await port.revokeCertificate(revocation), 'already')
    const { certificates } = await readUntil(
      port,
      order.caOrderId,
      (detail) => detail.certificates[0]?.status === 'REVOKED',
    )
    assert.ok(certificates[0]?.revokedAt)
    assert.equal(await port.revokeCertificate(revocation), 'already')
    await assert.rejects(
      port.revokeCertificate({ serialNumber: 'AB', reason: 'unspecified' }),
      isRefusedAs('certificate-unknown'),
    )
  })

  test('orders of a day are found by the label that they were placed under', async (t) => {
    const { port } = await portTo(t)
    for (const number of [1, 2, 3])
      await port.placeOrder(await orderOf({ caOrderId: `order-${number}`, customerLabel: `label-${number}` }))
    const placed = await port.placedOrders(ago(60_000), ago(-60_000))
    assert.deepEqual(placed.map(({ caOrderId, customerLabel }) => [caOrderId, customerLabel]).sort(), [
      ['order-1', 'label-1'],
      ['order-2', 'label-2'],
      ['order-3', 'label-3'],
    ])
    assert.deepEqual(await port.placedOrders(ago(120_000), ago(60_000)), [])
  })

  test('a renewal is a new order of the CA’s own id for the same names, verified afresh', async (t) => {
    const { sandbox, port } = await portTo(t)
    const order = await orderOf()
    const earlier = await issued(sandbox, port, order)
    const request = {
      customerLabel: order.customerLabel,
      productCode: '606',
      csr: await newCsr('CN=example.test'),
      of: { serialNumber: earlier.serialNumber },
      control: { method: 'DNS_TXT_PREFIX' },
    } as const
    await assert.rejects(
      port.renewOrder({ ...request, productCode: '601' }),
      isRefusedAs('product-not-for-renewal'),
    )
    await assert.rejects(port.renewOrder({ ...request, customerLabel: 'x' }), isRefusedAs('customer-differs'))
    const renewed = await port.renewOrder(request)
    assert.notEqual(renewed.caOrderId, order.caOrderId)
    assert.deepEqual(renewed.control?.names, ['example.test'])
    const found = await port.placedOrders(ago(60_000), ago(-60_000))
    assert.ok(found.some(({ caOrderId }) => caOrderId === renewed.caOrderId))
    await prove(sandbox, port, renewed.control)
    const { certificates } = await readUntil(
      port,
      renewed.caOrderId,
      (detail) => detail.certificates.length > 0,
    )
    assert.notEqual(certificates[0]?.serialNumber, earlier.serialNumber)

    const ofPem = await port.renewOrder({
      ...request,
      csr: await newCsr('CN=example.test'),
      of: { pem: earlier.pem },
    })
    assert.ok(ofPem.caOrderId)
    await assert.rejects(
      port.renewOrder({ ...request, of: { pem: 'MII' } }),
      isRefusedAs('certificate-unreadable'),
    )
  })

  test('a reissue gives another certificate under the same order, and only of the newest', async (t) => {
    const { sandbox, port } = await portTo(t)
    const order = await orderOf({ productCode: '931' })
    const first = await issued(sandbox, port, order)
    const of = { serialNumber: first.serialNumber }
    await assert.rejects(
      port.reissueCertificate({ of, csr: await newCsr('CN=example.test'), addNames: ['example.test'] }),
      isRefusedAs('name-already-in-certificate'),
    )
    const reissued = await port.reissueCertificate({ of, csr: await newCsr('CN=example.test') })
    assert.equal(reissued.caOrderId, order.caOrderId)
    const { certificates } = await readUntil(
      port,
      order.caOrderId,
      (detail) => detail.certificates.length > 1,
    )
    assert.deepEqual(
      certificates.map(({ reissue }) => reissue),
      [false, true],
    )
    const [, second] = await port.certificates(order.caOrderId)
    assert.equal(second?.serialNumber, certificates[1]?.serialNumber)
    assert.ok((second?.chain ?? []).length > 0)
    await assert.rejects(
      port.reissueCertificate({ of, csr: await newCsr('CN=example.test') }),
      isRefusedAs('already-reissued'),
    )
    const listed = await port.changedOrders(ago(60_000), ago(-60_000))
    assert.deepEqual(
      listed.orders.map(({ caOrderId, reissues }) => [caOrderId, reissues]),
      [[order.caOrderId, 1]],
    )
  })

  test('names that a reissue adds are proven before it is issued', async (t) => {
    const { sandbox, port } = await portTo(t)
    const order = await orderOf({ productCode: '931' })
    const { serialNumber } = await issued(sandbox, port, order)
    const added = await port.reissueCertificate({
      of: { serialNumber },
      csr: await newCsr('CN=example.test'),
      addNames: ['more.test'],
      control: { method: 'DNS_TXT_PREFIX' },
    })
    await prove(sandbox, port, added.control)
    const { certificates } = await readUntil(
      port,
      order.caOrderId,
      (detail) => detail.certificates.length > 1,
    )
    const leaf = new X509Certificate(certificates[1]?.pem ?? '')
    assert.equal(leaf.subjectAltName, 'DNS:example.test, DNS:more.test')
  })

  test('what ends soon is listed for the whole account', async (t) => {
    const { sandbox, port } = await portTo(t)
    const { serialNumber } = await issued(sandbox, port, await orderOf())
    assert.deepEqual(await port.expiringCertificates(30), [])
    await door(sandbox, 'PUT', '/clock', { offsetDays: 180 })
    const [soon, ...others] = await port.expiringCertificates(30)
    assert.deepEqual([soon?.serialNumber, soon?.caOrderId, others.length], [serialNumber, 'order-1-1', 0])
    assert.ok(soon?.expiresAt !== null && (soon?.daysLeft ?? 99) <= 30)
    await assert.rejects(port.expiringCertificates(-1), isRefusedAs('days-invalid'))
  })
})
