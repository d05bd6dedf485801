import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { ordersWithin } from '../../activities/ca/certum/orders-within.ts'
import { CaRefusal, CaUnavailable } from '../../activities/ca/errors.ts'
import type { CaPort } from '../../activities/ca/port.ts'
import { clientOf, scripted } from './support/clients.ts'
import { ORDER } from './support/orders.ts'
import { type Handler, header, refusal, startRawServer } from './support/servers.ts'

async function portOver(t: TestContext, script: Record<string, Handler>): Promise<CaPort> {
  return createCertumPort((await scripted(t, script)).client)
}

const ok = (more: object = {}) => ({ responseHeader: header(), ...more })
const pemOf = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
const LEAF = pemOf('MIIBleaf')
const REISSUED = pemOf('MIICleaf')
const ISSUER = pemOf('MIIDcaca')

async function refusalOf(call: Promise<unknown>): Promise<CaRefusal> {
  try {
    await call
  } catch (error) {
    if (error instanceof CaRefusal) return error
    throw error
  }
  throw new Error('the call succeeded')
}

describe('port: ordering', () => {
  test('an order is placed under our id and label, its code comes back', async (t) => {
    const seen: unknown[] = []
    const port = await portOver(t, {
      quickOrder: ({ requestHeader: _, ...args }) => {
        seen.push(args)
        const FQDNs = { FQDN: ['example.com'] }
        const SANVerification = { approverMethod: 'DNS_TXT_PREFIX', code: 'c0de', FQDNs }
        return ok({ orderID: 'order-1-1', SANVerification })
      },
    })
    assert.deepEqual(await port.placeOrder(ORDER), {
      caOrderId: 'order-1-1',
      placed: 'now',
      control: { method: 'DNS_TXT_PREFIX', code: 'c0de', names: ['example.com'] },
    })
    assert.deepEqual(seen, [
      {
        SANApprover: { approverMethod: 'DNS_TXT_PREFIX', verificationNotificationEnabled: false },
        orderParameters: {
          CSR: ORDER.csr.trim(),
          customer: 'order-1',
          language: 'pl',
          orderID: 'order-1-1',
          productCode: '601',
        },
        requestorInfo: { email: 'anna@example.com', firstName: 'Anna', lastName: 'Kowalska' },
        SANEntries: { SANEntry: [{ DNSName: 'example.com' }] },
      },
    ])
  })

  test('an order that an earlier attempt placed is recognised, whatever else is said of it', async (t) => {
    const port = await portOver(t, { quickOrder: () => refusal(1032, 1012) })
    assert.deepEqual(await port.placeOrder(ORDER), {
      caOrderId: 'order-1-1',
      placed: 'earlier',
      control: null,
    })
  })

  test('a check leaves our id out, so that an order already placed can be checked again', async (t) => {
    const ids: unknown[] = []
    const port = await portOver(t, {
      validateOrderParameters: (args) => {
        ids.push(JSON.stringify(args).includes('orderID'))
        return ok()
      },
    })
    await port.checkOrder(ORDER)
    assert.deepEqual(ids, [false])
  })

  test('a refusal names fields, and keeps the value out of its message', async (t) => {
    const port = await portOver(t, { validateOrderParameters: () => refusal(1102, 1075, 4711) })
    const error = await refusalOf(port.checkOrder(ORDER))
    assert.deepEqual(error.problems, [
      {
        path: '/subject/organization',
        code: 'field-too-long',
        kind: 'input',
        params: { max: 255 },
        caCode: 1102,
        value: 'value of 1102',
      },
      { path: '', code: 'product-not-allowed', kind: 'config', caCode: 1075, value: 'value of 1075' },
      {
        path: '',
        code: 'ca-error',
        kind: 'final',
        params: { number: 4711 },
        caCode: 4711,
        value: 'value of 4711',
      },
    ])
    assert.equal(error.message, 'field-too-long (1102), product-not-allowed (1075), ca-error (4711)')
    assert.equal(error.name, 'CaRefusal')
  })

  test('texts that cannot be sent are a refusal of the input', async (t) => {
    const port = await portOver(t, {})
    const error = await refusalOf(port.placeOrder({ ...ORDER, subject: { organization: 'a\u0007b' } }))
    assert.deepEqual(error.problems, [
      { path: '', code: 'characters-not-allowed', kind: 'input', caCode: null },
    ])
  })

  for (const [what, verification, expected] of [
    [
      'ADMIN is told the mailbox, never an address',
      { method: 'ADMIN', emailPrefix: 'HOSTMASTER', email: 'a@example.com' },
      { approverMethod: 'ADMIN', approverEmailPrefix: 'HOSTMASTER', verificationNotificationEnabled: true },
    ],
    [
      'FILE is told the address, never a mailbox',
      { method: 'FILE', emailPrefix: 'HOSTMASTER', email: 'a@example.com' },
      { approverMethod: 'FILE', approverEmail: 'a@example.com', verificationNotificationEnabled: true },
    ],
    [
      'mails can be declined',
      { method: 'DNS_TXT', email: 'a@example.com', notify: false },
      { approverMethod: 'DNS_TXT', approverEmail: 'a@example.com', verificationNotificationEnabled: false },
    ],
  ] as const) {
    test(what, async (t) => {
      let seen: unknown
      const port = await portOver(t, {
        addSanVerification: (args) => {
          seen = args.SANApprover
          return ok()
        },
      })
      assert.equal(await port.renewControl('order-1-1', verification), null)
      assert.deepEqual(seen, expected)
    })
  }
})

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

describe('port: commands', () => {
  for (const [number, answer] of [
    [2204, 'running'],
    [2205, 'later'],
    [1185, 'later'],
    [1184, 'expired'],
  ] as const) {
    test(`a look that ends with ${number} is ${answer}`, async (t) => {
      const port = await portOver(t, { performSanVerification: () => refusal(number) })
      assert.equal(await port.startControlCheck('c0de'), answer)
    })
  }

  test('a look that is taken is started; one with a wrong code is refused', async (t) => {
    const port = await portOver(t, {
      performSanVerification: ({ code }) => (code === 'good' ? ok() : refusal(1186)),
    })
    assert.equal(await port.startControlCheck('good'), 'started')
    const error = await refusalOf(port.startControlCheck('bad'))
    assert.equal(error.problems[0]?.code, 'code-wrong')
  })

  test('cancelling twice is fine, cancelling what is issued is not', async (t) => {
    const answers = [ok(), refusal(1151), refusal(1136)]
    const port = await portOver(t, { cancelOrder: () => answers.shift() })
    assert.equal(await port.cancelOrder('order-1-1', 'wrong name'), 'cancelled')
    assert.equal(await port.cancelOrder('order-1-1'), 'already')
    assert.equal((await refusalOf(port.cancelOrder('order-1-1'))).problems[0]?.code, 'certificate-exists')
  })

  test('an absent CA is unavailable, and says whether the call may have had an effect', async (t) => {
    const server = await startRawServer((_request, response) => response.destroy())
    t.after(server.close)
    const port = createCertumPort(clientOf(server.url))
    const isAway = (outcome: string) => (error: unknown) =>
      error instanceof CaUnavailable &&
      error.name === 'CaUnavailable' &&
      error.code === 'connection-lost' &&
      error.outcome === outcome
    await assert.rejects(port.placeOrder(ORDER), isAway('unknown'))
    await assert.rejects(port.findOrder('order-1-1'), isAway('none'))
  })

  test('a failure that is not the CA’s passes unchanged', async () => {
    const away = new Error('database away')
    const client = clientOf('http://127.0.0.1:1/x', { beforeCall: () => Promise.reject(away) })
    await assert.rejects(createCertumPort(client).products(), (error) => error === away)
  })
})
