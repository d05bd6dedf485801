import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { ordersWithin } from '../../activities/ca/certum/orders-within.ts'
import { CaRefusal } from '../../activities/ca/errors.ts'
import { scripted } from './support/clients.ts'
import { ok, portOver } from './support/ports.ts'
import { header, refusal } from './support/servers.ts'

const pemOf = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
const LEAF = pemOf('MIIBleaf')
const REISSUED = pemOf('MIICleaf')
const ISSUER = pemOf('MIIDcaca')

describe('port: looking', () => {
  test('an order the CA does not know is null, any other refusal is thrown', async (t) => {
    for (const number of [1013, 1033, 2131]) {
      const port = await portOver(t, { getOrderState: () => refusal(number) })
      assert.equal(await port.findOrder('order-1-1'), null)
    }
    const port = await portOver(t, { getOrderState: () => refusal(2153) })
    await assert.rejects(port.findOrder('order-1-1'), CaRefusal)
  })

  test('a status of the future counts as being checked, and keeps its word', async (t) => {
    const port = await portOver(t, { getOrderState: () => ok({ orderStatus: 'PARKED' }) })
    const state = await port.findOrder('order-1-1')
    assert.equal(state?.status, 'VERIFICATION')
    assert.equal(state?.caStatus, 'PARKED')
  })

  const state = (orderStatus: string, type: string, state: string) =>
    ok({
      orderStatus,
      lastUpdateDate: '2026-09-01T10:00:00Z',
      verifications: { verification: [{ type, state }] },
    })

  test('one order is read with names, checks and, once issued, certificates', async (t) => {
    const port = await portOver(t, {
      getOrderState: () => state('ENROLLED', 'DOMAIN', 'VERIFIED'),
      getSanVerificationState: () =>
        ok({
          sanVerifications: {
            sanVerification: [
              {
                FQDN: 'example.com',
                manualVerification: { state: 'VERIFIED', expireDate: '2026-10-01T00:00:00Z' },
                systemVerification: [{ method: 'CAA', info: 'not us' }],
              },
              { FQDN: 'www.example.com', manualVerification: { state: 'ODD' } },
            ],
          },
        }),
      getOrderByOrderID: () => ok({ orders: { Order: [issued('0A', LEAF, 'VALID')] } }),
    })
    const detail = await port.readOrder('order-1-1')
    assert.deepEqual(detail.names, [
      { name: 'example.com', state: 'VERIFIED', expiresAt: '2026-10-01T00:00:00.000Z', info: null },
      { name: 'www.example.com', state: 'REQUIRED', expiresAt: null, info: null },
    ])
    assert.deepEqual(detail.systemChecks, [{ name: 'example.com', method: 'CAA', info: 'not us' }])
    assert.deepEqual(
      detail.certificates.map(({ serialNumber, chain }) => [serialNumber, chain]),
      [['0A', null]],
    )
    assert.equal(detail.status, 'ENROLLED')
  })

  test('names are not asked for where there are none, nor certificates before issue', async (t) => {
    const { ca, client } = await scripted(t, {
      getOrderState: ({ orderID }) =>
        orderID === 'key' ? state('AWAITING', 'SYSTEM', 'REQUIRED') : state('REJECTED', 'DOMAIN', 'FAILED'),
    })
    const port = createCertumPort(client)
    assert.deepEqual((await port.readOrder('key')).names, [])
    assert.deepEqual((await port.readOrder('rejected')).certificates, [])
    assert.equal(ca.received.length, 2)
  })

  test('certificates come with chains, but not those already known', async (t) => {
    const asked: unknown[] = []
    const port = await portOver(t, {
      getOrderByOrderID: () =>
        ok({
          orders: {
            Order: [
              issued('0A', LEAF, 'REVOKING'),
              { attributes: { reissue: 'true' }, ...issued('0B', REISSUED, 'SHINY') },
              { orderStatus: { orderID: 'order-1-1' } },
            ],
          },
        }),
      getCertificate: ({ serialNumber }) => {
        asked.push(serialNumber)
        return ok({ caBundle: { X509Cert: [REISSUED, ISSUER, ISSUER] } })
      },
    })
    const certificates = await port.certificates('order-1-1', ['0A'])
    assert.deepEqual(
      certificates.map(({ serialNumber, chain, status, reissue, pem }) => ({
        serialNumber,
        chain,
        status,
        reissue,
        pem,
      })),
      [
        { serialNumber: '0A', chain: null, status: 'REVOKING', reissue: false, pem: LEAF },
        { serialNumber: '0B', chain: [ISSUER], status: 'VALID', reissue: true, pem: REISSUED },
      ],
    )
    assert.deepEqual(asked, ['0B'])
  })

  test('products have days, whatever the CA counts in', async (t) => {
    const periods = [365, 1, 12, 30, 90, 730, 36]
    const product = periods.map((validityPeriod, index) => ({ code: 600 + index, type: 'P', validityPeriod }))
    const port = await portOver(t, { getProductList: () => ok({ products: { product } }) })
    const days = (await port.products()).map(({ validityDays }) => validityDays)
    assert.deepEqual(days, [365, 365, 365, 30, 90, 730, 1095])
  })

  function issued(serialNumber: string, X509Cert: string, certificateStatus: string) {
    const dates = { startDate: '2026-09-01T00:00:00Z', endDate: '2027-03-01T00:00:00Z' }
    return { certificateDetails: { certificateStatus, serialNumber, X509Cert, ...dates } }
  }
})

describe('port: changes', () => {
  const order = (orderID: string, orderStatus: string, serialNumber?: string) => ({
    orderStatus: { customer: 'c', orderID, orderStatus, productCode: '601', serialNumber },
  })

  test('one entry per order, the newest element counts, under the time of the first page', async (t) => {
    const port = await portOver(t, {
      getModifiedOrders: () =>
        ok({
          orders: {
            Order: [
              order('a-1', 'ENROLLED', '0a'),
              order('b-1', 'PARKED'),
              { attributes: { reissue: 'true' }, ...order('a-1', 'AWAITING') },
            ],
          },
        }),
    })
    const { orders, caTime } = await port.changedOrders('2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z')
    const shared = { customerLabel: 'c', productCode: '601' }
    assert.deepEqual(orders, [
      {
        caOrderId: 'a-1',
        status: 'AWAITING',
        caStatus: 'AWAITING',
        serialNumber: '0A',
        reissues: 1,
        ...shared,
      },
      {
        caOrderId: 'b-1',
        status: 'VERIFICATION',
        caStatus: 'PARKED',
        serialNumber: null,
        reissues: 0,
        ...shared,
      },
    ])
    assert.equal(caTime, '2026-09-01T10:00:00.000Z')
  })

  test('an order that leaves the list while it is read hides no other', async (t) => {
    const list = Array.from({ length: 9 }, (_, index) => order(`o-${index}`, 'AWAITING'))
    let calls = 0
    const port = await portOver(t, {
      getModifiedOrders: ({ pageNumber }) => {
        calls += 1
        if (calls > 1) list.shift()
        const page = Number(pageNumber)
        const Order = list.slice((page - 1) * 3, page * 3)
        return { responseHeader: header({ pagesCount: 3, currentPage: page }), orders: { Order } }
      },
    })
    const { orders } = await port.changedOrders('2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z')
    const seen = orders.map(({ caOrderId }) => caOrderId)
    for (const { orderStatus } of list) assert.ok(seen.includes(orderStatus.orderID), orderStatus.orderID)
  })

  test('a last page that is gone meanwhile is an empty one', async (t) => {
    const { client } = await scripted(t, {
      getModifiedOrders: ({ pageNumber }) =>
        Number(pageNumber) === 2
          ? refusal(1155)
          : { responseHeader: header({ pagesCount: 2 }), orders: { Order: [order('o-1', 'AWAITING')] } },
    })
    const { orders } = await ordersWithin(client.getModifiedOrders, '2026-09-01', '2026-09-02')
    assert.deepEqual(
      orders.map(({ status }) => status?.orderId),
      ['o-1'],
    )
  })
})
