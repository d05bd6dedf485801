import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { CertumClient } from '../../activities/ca/certum/client.ts'
import { OPERATIONS } from '../../activities/ca/certum/operations.ts'
import { clientOf, failureOf, PASSWORD, scripted, USER } from './support/clients.ts'
import { CSR, FULL_ORDER, REISSUE, RENEWAL, REVOCATION, UPLOAD } from './support/orders.ts'
import { header, startScriptedCa } from './support/servers.ts'

/** Names of the elements of an envelope's body in the order they open, below the operation. */
function elementsOf(envelope: string): string[] {
  const body = envelope.slice(envelope.indexOf('Body>') + 5, envelope.lastIndexOf('</soap:Body'))
  return [...body.matchAll(/<([\w:]+)(?:\s[^>]*)?>/g)].map(([, name]) => name ?? '')
}

const HEADER = ['requestHeader', 'authToken', 'password', 'userName']
const PARAMETERS =
  'CSR customer language orderID productCode userAgent hashAlgorithm email commonName organization organizationalUnit locality country state serialNumber businessCategory streetAddress postalCode joiln joisopn joisocn revocationContactEmail shortenedValidityPeriod givenName surname'
const APPROVER =
  'SANApprover approverMethod approverEmail approverEmailPrefix verificationNotificationEnabled'
const ORDER =
  `${APPROVER} orderParameters ${PARAMETERS} organizationInfo taxIdentificationNumber ` +
  'requestorInfo email firstName lastName phone SANEntries SANEntry DNSName SANEntry DNSName'
const RANGE = 'fromDate orderOption certificateDetails orderDetails orderStatus pageNumber toDate'
const OPTION = { orderStatus: true, orderDetails: false, certificateDetails: true }
const WINDOW = { from: '2026-09-01T00:00:00Z', to: '2026-09-02T00:00:00Z', pageNumber: 2, option: OPTION }

const CALLS: Record<string, { call: (client: CertumClient) => Promise<unknown>; elements: string }> = {
  validateOrderParameters: { call: (client) => client.validateOrderParameters(FULL_ORDER), elements: ORDER },
  quickOrder: { call: (client) => client.quickOrder(FULL_ORDER), elements: ORDER },
  getOrderState: { call: (client) => client.getOrderState('o-1'), elements: 'orderID' },
  getOrderByOrderID: {
    call: (client) => client.getOrderByOrderID('o-1', OPTION),
    elements: 'orderID orderOption certificateDetails orderDetails orderStatus',
  },
  getOrdersByDateRange: { call: (client) => client.getOrdersByDateRange(WINDOW), elements: RANGE },
  getModifiedOrders: { call: (client) => client.getModifiedOrders(WINDOW), elements: RANGE },
  getSanVerificationState: { call: (client) => client.getSanVerificationState('o-1'), elements: 'orderID' },
  addSanVerification: {
    call: (client) => client.addSanVerification('o-1', FULL_ORDER.approver),
    elements: `${APPROVER} orderID`,
  },
  performSanVerification: { call: (client) => client.performSanVerification('abc'), elements: 'code' },
  getCertificate: {
    call: (client) => client.getCertificate({ serialNumber: 'AB' }),
    elements: 'serialNumber',
  },
  cancelOrder: {
    call: (client) => client.cancelOrder('o-1', 'why'),
    elements: 'cancelParameters note orderID',
  },
  getProductList: { call: (client) => client.getProductList(), elements: 'hashAlgorithm' },
  verifyOrder: {
    call: (client) => client.verifyOrder(UPLOAD),
    elements:
      'verifyOrderParameters note orderID documents document description type files ' +
      'file fileName content file fileName content document description type files file fileName content',
  },
  getDocumentsList: { call: (client) => client.getDocumentsList('o-1'), elements: 'orderID' },
  addEmailVerification: { call: (client) => client.addEmailVerification('o-1'), elements: 'orderID' },
  getEmailVerification: { call: (client) => client.getEmailVerification('o-1'), elements: 'orderID' },
  getExpiringCertificates: {
    call: (client) => client.getExpiringCertificates(30, 2),
    elements: 'validityDaysLeft pageNumber',
  },
  renewCertificate: {
    call: (client) => client.renewCertificate(RENEWAL),
    elements:
      `${APPROVER} CSR customer productCode X509Cert hashAlgorithm userAgent revocationContactEmail ` +
      'shortenedValidityPeriod',
  },
  reissueCertificate: {
    call: (client) => client.reissueCertificate(REISSUE),
    elements: `serialNumber hashAlgorithm CSR ${APPROVER} SANEntries SANEntry DNSName SANEntry DNSName userAgent`,
  },
  revokeCertificate: {
    call: (client) => client.revokeCertificate(REVOCATION),
    elements: 'revokeCertificateParameters keyCompromitationDate note revocationReason serialNumber',
  },
}

describe('requests on the wire', () => {
  test('there is one for every operation', () => {
    assert.deepEqual(Object.keys(CALLS).sort(), [...OPERATIONS].sort())
  })

  for (const [operation, { call, elements }] of Object.entries(CALLS)) {
    test(`${operation} sends its elements in the order of the contract`, async (t) => {
      const answer = { responseHeader: header(), orderID: 'o-1', orderStatus: 'AWAITING' }
      const { ca, client } = await scripted(t, { [operation]: () => answer })
      await call(client)
      const expected = [`tns:${operation}`, ...HEADER, ...elements.split(' ')]
      assert.deepEqual(elementsOf(ca.received[0] ?? ''), expected)
    })
  }

  test('what is not given is not sent, not even empty', async (t) => {
    const { ca, client } = await scripted(t, {
      quickOrder: () => ({ responseHeader: header(), orderID: 'o-1' }),
    })
    await client.quickOrder({ parameters: { csr: CSR, customer: 'c', productCode: '731' }, names: [] })
    assert.deepEqual(elementsOf(ca.received[0] ?? '').slice(5), [
      'orderParameters',
      'CSR',
      'customer',
      'productCode',
    ])
  })

  test('an order is asked for by id or by serial number, never by both', async (t) => {
    const { ca, client } = await scripted(t, { getCertificate: () => ({ responseHeader: header() }) })
    await client.getCertificate({ orderId: 'o-1' })
    assert.deepEqual(elementsOf(ca.received[0] ?? '').slice(5), ['orderID'])
  })

  test('the limiter is waited for before each call', async (t) => {
    const ca = await startScriptedCa({ getProductList: () => ({ responseHeader: header() }) })
    t.after(ca.close)
    const order: string[] = []
    const beforeCall = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push(`limiter ${ca.received.length}`)
    }
    const client = clientOf(ca.url, { beforeCall })
    await client.getProductList()
    await client.getProductList()
    assert.deepEqual(order, ['limiter 0', 'limiter 1'])
  })

  test('a limiter that fails stops the call and says so itself', async (t) => {
    const { ca } = await scripted(t, { getProductList: () => ({ responseHeader: header() }) })
    const away = new Error('database away')
    const client = clientOf(ca.url, { beforeCall: () => Promise.reject(away) })
    await assert.rejects(client.getProductList(), (error) => error === away)
    assert.equal(ca.received.length, 0)
  })
})

describe('texts on the wire', () => {
  test('credentials and names arrive as they were given, markup and all', async (t) => {
    const seen: unknown[] = []
    const { client } = await scripted(t, {
      quickOrder: (args) => {
        seen.push(args)
        return { responseHeader: header(), orderID: 'o-1' }
      },
    })
    await client.quickOrder(FULL_ORDER)
    const [order] = seen
    assert.ok(typeof order === 'object' && order !== null)
    assert.deepEqual(Object.entries(order)[0], [
      'requestHeader',
      { authToken: { password: PASSWORD, userName: USER } },
    ])
    assert.match(JSON.stringify(order), /"Zażółć & Syn <sp\. z o\.o\.>"/)
  })

  test('a text that looks like a CDATA section stays a text', async (t) => {
    const attack = '<![CDATA[x]]></customer><orderID>stolen</orderID><customer><![CDATA[y]]>'
    const seen: unknown[] = []
    const { client } = await scripted(t, {
      quickOrder: (args) => {
        seen.push(args.orderParameters)
        return { responseHeader: header(), orderID: 'o-1' }
      },
    })
    await client.quickOrder({ parameters: { csr: CSR, customer: attack, productCode: '601' } })
    assert.deepEqual(seen, [{ CSR: CSR.trim(), customer: attack, productCode: '601' }])
  })

  test('any text that XML can carry arrives unchanged', async (t) => {
    let seen: unknown
    const { client } = await scripted(t, {
      performSanVerification: (args) => {
        seen = args.code
        return { responseHeader: header() }
      },
    })
    const texts = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `a${text}b`)
    const sendable = texts.filter(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot carry
      (text) => text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text),
    )
    await fc.assert(
      fc.asyncProperty(sendable, async (text) => {
        await client.performSanVerification(text)
        assert.equal(seen, text)
      }),
      { numRuns: 60 },
    )
  })

  for (const [what, text] of [
    ['a null character', 'a\u0000b'],
    ['an escape character', 'a\u001bb'],
    ['half a surrogate pair', 'a\ud800b'],
    ['a non-character', 'a\uffffb'],
  ] as const) {
    test(`${what} is refused before anything is sent`, async (t) => {
      const { ca, client } = await scripted(t, {})
      const failure = await failureOf(client.performSanVerification(text))
      assert.equal(failure.code, 'unsendable')
      assert.equal(failure.outcome, 'none')
      assert.equal(ca.received.length, 0)
    })
  }
})
