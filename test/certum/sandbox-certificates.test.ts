import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isRefusedAs, issued, orderOf, portTo, readUntil } from './support/sandbox.ts'

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
})
