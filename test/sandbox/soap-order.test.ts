import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { at, door, eventually, newCsr, type SoapCaller, sandboxFor, soapCaller, textAt } from './harness.ts'

async function placeOrder(caller: SoapCaller, names: string[], orderID: string, method = 'DNS_TXT_PREFIX') {
  return caller.call('quickOrder', {
    SANApprover: { approverMethod: method, verificationNotificationEnabled: false },
    orderParameters: {
      CSR: await newCsr(`CN=${names[0]}`),
      customer: 'customer-1',
      orderID,
      productCode: names.length > 2 ? '931' : '601',
    },
    SANEntries: { SANEntry: names.map((DNSName) => ({ DNSName })) },
  })
}

async function issued(caller: SoapCaller, orderID: string): Promise<unknown> {
  return eventually(async () => {
    const { answer } = await caller.call('getOrderState', { orderID })
    return answer.orderStatus === 'ENROLLED' ? answer : undefined
  })
}

async function publish(sandbox: Sandbox, name: string, code: string): Promise<void> {
  const { status } = await door(sandbox, 'PUT', `/dns/_certum.${name}/TXT`, { values: [code] })
  assert.equal(status, 200)
}

describe('an order by SOAP', () => {
  test('goes from quickOrder to a certificate that holds exactly its names and verifies up to the root', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const names = ['example.test', 'www.example.test']
    const { answer } = await placeOrder(caller, names, 'ours-1')
    assert.equal(at(answer, 'responseHeader.successCode'), 0)
    assert.equal(answer.orderID, 'ours-1')
    const code = textAt(answer, 'SANVerification.code')
    assert.deepEqual(at(answer, 'SANVerification.FQDNs.FQDN'), names)
    await publish(sandbox, 'example.test', code)

    const started = Date.now()
    await caller.call('performSanVerification', { code })
    const state = await issued(caller, 'ours-1')
    assert.ok(Date.now() - started < 4_000, 'a friendly sandbox issues in about a second')
    assert.equal(at(state, 'verifications.verification.0.state'), 'VERIFIED')
    assert.ok(at(state, 'productValidityDate') instanceof Date)

    const { answer: fetched } = await caller.call('getCertificate', { orderID: 'ours-1' })
    const leaf = new X509Certificate(textAt(fetched, 'certificateDetails.X509Cert'))
    const issuing = new X509Certificate(textAt(fetched, 'caBundle.X509Cert.0'))
    const root = new X509Certificate(textAt(fetched, 'caBundle.X509Cert.1'))
    assert.equal(leaf.subjectAltName, 'DNS:example.test, DNS:www.example.test')
    assert.equal(leaf.subject, 'CN=example.test')
    assert.ok(leaf.verify(issuing.publicKey) && issuing.verify(root.publicKey) && root.verify(root.publicKey))
    assert.equal(leaf.serialNumber, textAt(fetched, 'certificateDetails.serialNumber'))
    const seconds = (leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / 1000 + 1
    assert.equal(seconds, 199 * 86_400)
  })

  test('is listed with the blocks that were asked for, single elements being single', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await placeOrder(caller, ['one.test'], 'ours-2')
    const window = { fromDate: '2000-01-01', toDate: '2100-01-01' }
    for (const operation of ['getModifiedOrders', 'getOrdersByDateRange']) {
      const { answer, xml } = await caller.call(operation, { ...window, orderOption: { orderStatus: true } })
      assert.equal(at(answer, 'responseHeader.returnCount'), 1)
      assert.equal(at(answer, 'responseHeader.pagesCount'), 1)
      assert.equal(at(answer, 'orders.Order.0.orderStatus.orderID'), 'ours-2')
      assert.equal(at(answer, 'orders.Order.0.orderDetails'), undefined)
      assert.equal(xml.match(/<Order reissue="false">/g)?.length, 1)
      assert.doesNotMatch(xml, /<(FQDN|SANEntry|item)>/)
    }
    const later = await caller.call('getModifiedOrders', { fromDate: '2090-01-01', toDate: '2100-01-01' })
    assert.equal(at(later.answer, 'responseHeader.returnCount'), 0)
    assert.doesNotMatch(later.xml, /<orders>/)
  })

  test('is proven by a file that its own web server shows, and by no other', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const { answer } = await placeOrder(caller, ['file.test', 'www.file.test'], 'ours-3', 'FILE')
    const code = textAt(answer, 'SANVerification.code')
    const file = { path: '/.well-known/pki-validation/certum.txt', body: `${code}-certum.pl\n` }
    await door(sandbox, 'PUT', '/http/file.test', file)
    const check = async () => {
      await caller.call('performSanVerification', { code })
      await new Promise((resolve) => setTimeout(resolve, 400))
      const { answer: states } = await caller.call('getSanVerificationState', { orderID: 'ours-3' })
      return [0, 1].map((index) =>
        at(states, `sanVerifications.sanVerification.${index}.manualVerification.state`),
      )
    }
    assert.deepEqual(await check(), ['VERIFIED', 'FAILED'])
    await door(sandbox, 'PUT', '/http/www.file.test', file)
    assert.deepEqual(await check(), ['VERIFIED', 'VERIFIED'])
    await issued(caller, 'ours-3')
  })

  test('answers a second look with 2204 while the first runs', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const { answer } = await placeOrder(caller, ['twice.test'], 'ours-4')
    const code = textAt(answer, 'SANVerification.code')
    await caller.call('performSanVerification', { code })
    const second = await caller.call('performSanVerification', { code })
    assert.equal(at(second.answer, 'responseHeader.errors.Error.0.errorCode'), 2204)
  })

  test('reports every error at once, with the offending values', async (t) => {
    const caller = await soapCaller(await sandboxFor(t))
    const { answer } = await caller.call('quickOrder', {
      SANApprover: { approverMethod: 'FILE' },
      orderParameters: { CSR: 'nonsense', customer: 'a & b', productCode: '741' },
      SANEntries: { SANEntry: [{ DNSName: '*.wild.test' }] },
    })
    assert.equal(at(answer, 'responseHeader.successCode'), 1)
    const codes = [0, 1, 2].map((index) => at(answer, `responseHeader.errors.Error.${index}.errorCode`))
    assert.deepEqual(codes, [1156, 1078, 2186])
    assert.equal(at(answer, 'responseHeader.errors.Error.0.value'), 'a & b')
  })
})

describe('the partner API', () => {
  test('refuses wrong credentials with a success code and no error', async (t) => {
    const sandbox = await sandboxFor(t)
    for (const credentials of [{ password: 'wrong' }, { userName: 'nobody' }]) {
      const caller = await soapCaller(sandbox, credentials)
      const { answer, xml } = await caller.call('getProductList')
      assert.equal(at(answer, 'responseHeader.successCode'), 3)
      assert.doesNotMatch(xml, /<errors>|<products>/)
    }
    const long = await soapCaller(sandbox, { password: 'x'.repeat(256), userName: 'y'.repeat(256) })
    const { answer } = await long.call('getProductList')
    assert.equal(at(answer, 'responseHeader.errors.Error.0.errorCode'), 1084)
    assert.equal(at(answer, 'responseHeader.errors.Error.1.errorCode'), 1090)
  })

  test('sells every product with its hash algorithms', async (t) => {
    const caller = await soapCaller(await sandboxFor(t))
    const { answer } = await caller.call('getProductList', { hashAlgorithm: true })
    const products = at(answer, 'products.product')
    assert.ok(Array.isArray(products))
    const codes = products.map((product: unknown) => String(at(product, 'code')))
    for (const code of [
      '601',
      '606',
      '741',
      '746',
      '931',
      '961',
      '631',
      '681',
      '921',
      '971',
      '641',
      '981',
      '986',
    ]) {
      assert.ok(codes.includes(code), code)
    }
    assert.equal(products.length, 38)
    assert.deepEqual(at(products[0], 'supportedHashAlgorithms.hashAlgorithm'), ['RSA-SHA256', 'ECC-SHA256'])
    assert.equal(at(products[0], 'type'), 'Commercial SSL (1 Year) Issue')
    const { xml } = await caller.call('getProductList')
    assert.doesNotMatch(xml, /supportedHashAlgorithms/)
  })

  test('shows its WSDL with its own address, and nothing without the suffix', async (t) => {
    const sandbox = await sandboxFor(t)
    const wsdl = await (await fetch(sandbox.soapUrl)).text()
    assert.match(wsdl, /<wsdl:definitions/)
    assert.ok(wsdl.includes(`location="${sandbox.soapUrl}"`))
    const bare = await fetch(sandbox.soapUrl.replace('.wsdl', ''), { method: 'POST', body: '<x/>' })
    assert.equal(bare.status, 404)
  })

  test('takes children in any order, whatever prefix and SOAPAction', async (t) => {
    const sandbox = await sandboxFor(t)
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
      <q:quickOrder xmlns:q="http://webservice.api.muc.unizeto.pl/">
        <orderParameters><productCode>601</productCode><customer>c</customer><CSR>${await newCsr('CN=order.test')}</CSR><orderID>lenient</orderID></orderParameters>
        <SANEntries><SANEntry><DNSName>order.test</DNSName></SANEntry></SANEntries>
        <SANApprover><verificationNotificationEnabled>false</verificationNotificationEnabled><approverMethod>DNS_TXT</approverMethod></SANApprover>
        <requestHeader><authToken><userName>${sandbox.userName}</userName><password>${sandbox.password}</password></authToken></requestHeader>
      </q:quickOrder></s:Body></s:Envelope>`
    const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:something-else"' }
    const response = await fetch(sandbox.soapUrl, { method: 'POST', headers, body })
    const xml = await response.text()
    assert.equal(response.status, 200, xml)
    assert.match(xml, /<successCode>0<\/successCode>/)
    assert.match(xml, /<orderID>lenient<\/orderID>/)
    assert.match(response.headers.get('content-type') ?? '', /^text\/xml; charset=utf-8$/)
  })

  test('answers what is no envelope, and operations it does not know, with a fault', async (t) => {
    const sandbox = await sandboxFor(t)
    const unknown =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><doSomething/></s:Body></s:Envelope>'
    for (const body of ['{"json": true}', '', '<unclosed', unknown]) {
      const response = await fetch(sandbox.soapUrl, { method: 'POST', body })
      assert.equal(response.status, 500, body)
      const text = await response.text()
      assert.match(text, /Fault>/, body)
      assert.doesNotMatch(text, /node_modules| at /, 'no stack may leak')
    }
  })

  test('keeps a log of calls, without passwords', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await caller.call('getProductList')
    await caller.call('getOrderState', { orderID: 'unknown' })
    const { json } = await door(sandbox, 'GET', '/soap-log')
    assert.deepEqual(
      [0, 1].map((index) => [
        at(json, `items.${index}.operation`),
        at(json, `items.${index}.status`),
        at(json, `items.${index}.successCode`),
        at(json, `items.${index}.errors`),
      ]),
      [
        ['getProductList', 200, 0, []],
        ['getOrderState', 200, 1, [1033]],
      ],
    )
    assert.ok(!Number.isNaN(Date.parse(textAt(json, 'items.0.at'))))
    const request = textAt(json, 'items.0.request')
    assert.match(request, /getProductList/)
    assert.ok(!JSON.stringify(json).includes(sandbox.password))
  })
})
