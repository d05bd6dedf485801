import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { CaUnavailable } from '../../activities/ca/errors.ts'
import { clientOf } from './support/clients.ts'
import { ORDER } from './support/orders.ts'
import { ok, portOver, refusalOf } from './support/ports.ts'
import { refusal, startRawServer } from './support/servers.ts'

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
        requestorInfo: { email: 'anna@example.com', firstName: 'Anna', lastName: 'Kowalska', phone: '' },
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
