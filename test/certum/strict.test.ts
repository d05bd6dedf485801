import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaOrderRequest } from '../../activities/ca/port.ts'
import { newCsr } from '../sandbox/harness.ts'
import { turn } from '../sandbox/switches.ts'
import { issued, orderOf, portTo, prove, readUntil } from './support/sandbox.ts'

async function strictPort(t: Parameters<typeof portTo>[0]) {
  const made = await portTo(t)
  await turn(made.sandbox, { strict: true })
  return made
}

/** Everything that an order can say, but for the phone. */
async function fullOrder(): Promise<CaOrderRequest> {
  return orderOf({
    productCode: '641',
    subject: {
      commonName: 'example.test',
      organization: 'Example',
      locality: 'Szczecin',
      state: 'zachodniopomorskie',
      country: 'PL',
      serialNumber: '0000012345',
      businessCategory: 'Private Organization',
      streetAddress: 'Jasna 1',
      postalCode: '70-001',
      jurisdictionLocality: 'Szczecin',
      jurisdictionState: 'zachodniopomorskie',
      jurisdictionCountry: 'PL',
    },
    organization: { taxNumber: 'PL1234563218' },
    contact: { firstName: 'Anna', lastName: 'Kowalska', email: 'anna@example.com' },
    hashAlgorithm: 'RSA-SHA256',
    revocationEmail: 'revoke@example.com',
    verification: { method: 'DNS_TXT_PREFIX', email: 'anna@example.com' },
  })
}

describe('our client and a strict server', () => {
  test('an order goes from the check to its certificate, a reissue, a renewal and a revocation', async (t) => {
    const { sandbox, port } = await strictPort(t)
    const { phone: _, ...contact } = (await orderOf()).contact
    const order = await orderOf({ productCode: '931', contact })
    await port.checkOrder(order)
    const first = await issued(sandbox, port, order)
    const since = new Date(Date.now() - 60_000).toISOString()
    const until = new Date(Date.now() + 60_000).toISOString()
    assert.equal((await port.changedOrders(since, until)).orders.length, 1)
    assert.equal((await port.placedOrders(since, until)).length, 1)
    assert.deepEqual(await port.expiringCertificates(30), [])
    assert.ok((await port.products()).length > 0)

    const control = { method: 'DNS_TXT_PREFIX' } as const
    const of = { serialNumber: first.serialNumber }
    const reissued = await port.reissueCertificate({
      of,
      csr: await newCsr('CN=example.test'),
      control,
      addNames: ['www.example.test'],
    })
    await prove(sandbox, port, reissued.control)
    const both = await readUntil(port, order.caOrderId, ({ certificates }) => certificates.length === 2)
    assert.deepEqual(
      both.names.map(({ state }) => state),
      ['VERIFIED', 'VERIFIED'],
    )

    const renewed = await port.renewOrder({
      customerLabel: order.customerLabel,
      productCode: '936',
      csr: await newCsr('CN=example.test'),
      of: { pem: both.certificates.at(-1)?.pem ?? '' },
      control,
      lastDay: new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10),
    })
    assert.ok(await port.renewControl(renewed.caOrderId, { method: 'DNS_CNAME' }))
    assert.equal(await port.cancelOrder(renewed.caOrderId, 'no longer wanted'), 'cancelled')
    const compromisedOn = new Date().toISOString().slice(0, 10)
    const revocation = { serialNumber: first.serialNumber, reason: 'keyCompromise', compromisedOn } as const
    assert.equal(await port.revokeCertificate({ ...revocation, note: 'lost' }), 'revoking')
  })

  test('an organization’s order is taken with every field, its documents, and no phone', async (t) => {
    const { port } = await strictPort(t)
    const order = await fullOrder()
    await port.placeOrder(order)
    const files = [{ name: 'extract.pdf', content: new TextEncoder().encode('%PDF-1.7 extract') }]
    const upload = { note: 'documents', type: 'ORGANIZATION', description: 'extract', files } as const
    assert.equal(await port.sendDocuments(order.caOrderId, upload), 'sent')
    assert.equal((await port.documents(order.caOrderId)).length, 1)
    const { names, documents } = await port.readOrder(order.caOrderId)
    assert.deepEqual([names.map(({ state }) => state), documents.length], [['REQUIRED'], 1])
  })

  test('a mailbox’s order is taken, and its message is asked about', async (t) => {
    const { port } = await strictPort(t)
    const { verification: _, names: __, ...rest } = await orderOf({ csr: await newCsr('') })
    const order = { ...rest, productCode: '511', subject: { email: 'anna@example.test' } }
    await port.placeOrder(order)
    assert.equal((await port.emailVerification(order.caOrderId))?.verified, false)
    assert.equal(await port.resendEmail(order.caOrderId), 'still-valid')
  })
})
