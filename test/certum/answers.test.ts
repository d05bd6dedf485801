import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answering, failureOf, scripted } from './support/clients.ts'
import { header, OK_HEADER } from './support/servers.ts'

const BODY = 'MIICertificateBody+/'.repeat(8)
const PEM = `-----BEGIN CERTIFICATE-----\n${BODY.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`

function certificate(serialNumber: string, x509 = PEM, more = '') {
  return (
    '<certificateDetails><certificateStatus>VALID</certificateStatus><commonName>example.com</commonName>' +
    '<DNSNames>example.com, DNS:www.example.com;api.example.com</DNSNames><endDate>2027-03-01T10:00:00Z</endDate>' +
    `${more}<serialNumber>${serialNumber}</serialNumber><startDate>2026-09-01T10:00:00+02:00</startDate>` +
    `<subjectName>CN=example.com</subjectName><X509Cert>${x509}</X509Cert></certificateDetails>`
  )
}

describe('answers: lists', () => {
  const verification = '<verification><type>DOMAIN</type><state>REQUIRED</state></verification>'
  for (const count of [0, 1, 3]) {
    test(`${count} verifications are a list of ${count}`, async (t) => {
      const inner = `${OK_HEADER}<verifications>${verification.repeat(count)}</verifications><orderStatus>AWAITING</orderStatus>`
      const client = await answering(t, 'getOrderState', inner)
      const state = await client.getOrderState('o-1')
      assert.deepEqual(
        state.verifications,
        Array(count).fill({ type: 'DOMAIN', state: 'REQUIRED', expiresAt: null }),
      )
    })

    test(`${count} orders are a list of ${count}`, async (t) => {
      const order =
        '<Order reissue="true"><orderStatus><customer>c</customer><orderDate>2026-09-01</orderDate>' +
        '<orderID>o-1</orderID><orderStatus>ENROLLED</orderStatus><productCode>601</productCode></orderStatus></Order>'
      const client = await answering(
        t,
        'getModifiedOrders',
        `${OK_HEADER}<orders>${order.repeat(count)}</orders>`,
      )
      const page = await client.getModifiedOrders({ from: '2026-09-01', to: '2026-09-02' })
      assert.equal(page.orders.length, count)
      assert.equal(page.pagesCount, 1)
      assert.equal(page.timestamp, '2026-09-01T10:00:00.500Z')
      for (const { reissue, status } of page.orders) {
        assert.equal(reissue, true)
        assert.deepEqual(status, {
          customer: 'c',
          orderDate: '2026-09-01T00:00:00.000Z',
          orderId: 'o-1',
          orderStatus: 'ENROLLED',
          productCode: '601',
          serialNumber: null,
        })
      }
    })

    test(`${count} products are a list of ${count}`, async (t) => {
      const product =
        '<product><code>601</code><type>Commercial SSL</type><validityPeriod>365</validityPeriod>' +
        '<certificateNotificationEnabled>true</certificateNotificationEnabled><supportedHashAlgorithms>' +
        '<hashAlgorithm>RSA-SHA256</hashAlgorithm></supportedHashAlgorithms></product>'
      const client = await answering(
        t,
        'getProductList',
        `${OK_HEADER}<products>${product.repeat(count)}</products>`,
      )
      const expected = {
        code: '601',
        type: 'Commercial SSL',
        validityPeriod: 365,
        notificationEnabled: true,
        hashAlgorithms: ['RSA-SHA256'],
      }
      assert.deepEqual(await client.getProductList(), Array(count).fill(expected))
    })

    test(`${count} names with ${count} negative checks each are lists`, async (t) => {
      const check = '<systemVerification><method>CAA</method><info>denied</info></systemVerification>'
      const entry =
        '<sanVerification><FQDN>example.com</FQDN><manualVerification><state>FAILED</state>' +
        `<info>no record</info></manualVerification>${check.repeat(count)}</sanVerification>`
      const client = await answering(
        t,
        'getSanVerificationState',
        `${OK_HEADER}<sanVerifications>${entry.repeat(count)}</sanVerifications>`,
      )
      const states = await client.getSanVerificationState('o-1')
      assert.equal(states.length, count)
      for (const state of states) {
        assert.equal(state.state, 'FAILED')
        assert.equal(state.info, 'no record')
        assert.deepEqual(state.systemChecks, Array(count).fill({ method: 'CAA', info: 'denied' }))
      }
    })
  }

  test('error numbers are a list, single or many', async (t) => {
    const { client } = await scripted(t, {
      getOrderState: () => ({
        responseHeader: header({ successCode: 1, errors: { Error: [{ errorCode: 1033, value: 'o-1' }] } }),
      }),
      cancelOrder: () => ({
        responseHeader: header({
          successCode: 1,
          errors: { Error: [{ errorCode: 1136 }, { errorCode: 1139, value: 'x' }] },
        }),
      }),
    })
    assert.deepEqual((await failureOf(client.getOrderState('o-1'))).errors, [{ number: 1033, value: 'o-1' }])
    assert.deepEqual((await failureOf(client.cancelOrder('o-1'))).errors, [
      { number: 1136, value: null },
      { number: 1139, value: 'x' },
    ])
  })
})

describe('answers: values', () => {
  test('words that are not known are kept and marked', async (t) => {
    const client = await answering(
      t,
      'getOrderState',
      `${OK_HEADER}<verifications><verification><type>MOON</type><state>HALF</state></verification></verifications><orderStatus>PARKED</orderStatus>`,
    )
    const state = await client.getOrderState('o-1')
    assert.equal(state.orderStatus, 'UNKNOWN:PARKED')
    assert.deepEqual(state.verifications, [{ type: 'UNKNOWN:MOON', state: 'UNKNOWN:HALF', expiresAt: null }])
  })

  for (const [element, text] of [
    ['productValidityDate', '2027-09-01T09:59:59Z'],
    ['productValidity', '2027-09-01T11:59:59+02:00'],
    ['ProductValidTo', '2027-09-01T09:59:59'],
  ] as const) {
    test(`the product's last instant is read from <${element}>`, async (t) => {
      const inner = `${OK_HEADER}<lastUpdateDate>nonsense</lastUpdateDate><orderStatus>ENROLLED</orderStatus><${element}>${text}</${element}>`
      const state = await (await answering(t, 'getOrderState', inner)).getOrderState('o-1')
      assert.equal(state.productValidUntil, '2027-09-01T09:59:59.000Z')
      assert.equal(state.lastUpdateDate, null)
    })
  }

  for (const [what, x509] of [
    ['CRLF line ends', PEM.replaceAll('\n', '\r\n')],
    ['escaped CRLF line ends', PEM.replaceAll('\n', '&#xD;\n')],
    ['no line breaks at all', PEM.replaceAll('\n', '')],
    ['the bare body', BODY],
    ['indented lines', PEM.replaceAll('\n', '\n   ')],
    ['a CDATA section', `<![CDATA[${PEM}]]>`],
  ] as const) {
    test(`a certificate with ${what} is normal PEM`, async (t) => {
      const client = await answering(t, 'getCertificate', OK_HEADER + certificate('AB', x509))
      const { certificate: read } = await client.getCertificate({ orderId: 'o-1' })
      assert.equal(read?.pem, PEM)
    })
  }

  test('something else than a certificate is no certificate, and no crash', async (t) => {
    const client = await answering(t, 'getCertificate', OK_HEADER + certificate('AB', 'not yet issued'))
    assert.equal((await client.getCertificate({ orderId: 'o-1' })).certificate?.pem, null)
  })

  test('certificate details are plain values', async (t) => {
    const client = await answering(
      t,
      'getCertificate',
      `${OK_HEADER}${certificate('0a:1B:ff', PEM, '<revokedDate>2026-10-01T00:00:00Z</revokedDate>')}` +
        `<caBundle><X509Cert>${PEM}${PEM}</X509Cert><X509Cert>${PEM}</X509Cert></caBundle>`,
    )
    const answer = await client.getCertificate({ serialNumber: '0A1BFF' })
    assert.deepEqual(answer.certificate, {
      status: 'VALID',
      commonName: 'example.com',
      dnsNames: ['example.com', 'www.example.com', 'api.example.com'],
      startDate: '2026-09-01T08:00:00.000Z',
      endDate: '2027-03-01T10:00:00.000Z',
      revokedDate: '2026-10-01T00:00:00.000Z',
      serialNumber: '0A1BFF',
      subjectName: 'CN=example.com',
      pem: PEM,
    })
    assert.deepEqual(answer.caBundle, [PEM, PEM, PEM])
  })

  test('an order without a certificate yet has none', async (t) => {
    const client = await answering(t, 'getCertificate', OK_HEADER)
    assert.deepEqual(await client.getCertificate({ orderId: 'o-1' }), { certificate: null, caBundle: [] })
  })

  test('a code is read with its names; an approval by mail has none', async (t) => {
    const inner =
      '<orderID>o-1</orderID><SANVerification><approverMethod>DNS</approverMethod><code>abc</code>' +
      '<FQDNs><FQDN>example.com</FQDN></FQDNs></SANVerification>'
    const placed = await (await answering(t, 'quickOrder', OK_HEADER + inner)).quickOrder({
      parameters: { csr: 'x', customer: 'c', productCode: '601' },
    })
    assert.deepEqual(placed.sanVerification, {
      approverMethod: 'DNS_TXT',
      code: 'abc',
      approverEmail: null,
      names: ['example.com'],
    })
    const mailed = await answering(t, 'addSanVerification', `${OK_HEADER}<SANVerification/>`)
    assert.equal(await mailed.addSanVerification('o-1'), null)
  })

  test('details of an order name the contact and the tax number', async (t) => {
    const inner =
      '<orders><Order><orderDetails><organizationInfo><taxIdentificationNumber>PL1</taxIdentificationNumber>' +
      '</organizationInfo><requestorInfo><email>a@example.com</email><firstName>Anna</firstName>' +
      '<lastName>Kowalska</lastName></requestorInfo></orderDetails></Order></orders>'
    const [order] = await (await answering(t, 'getOrderByOrderID', OK_HEADER + inner)).getOrderByOrderID(
      'o-1',
    )
    assert.deepEqual(order?.details, {
      taxIdentificationNumber: 'PL1',
      requestor: { email: 'a@example.com', firstName: 'Anna', lastName: 'Kowalska', phone: null },
    })
    assert.equal(order?.reissue, false)
  })
})
