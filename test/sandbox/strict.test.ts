import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { objectionTo } from '../../sandbox/hostility/strict/check-message.ts'
import { contractOf } from '../../sandbox/hostility/strict/contract.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { issuedOrder } from './core-orders.ts'
import { newCsr, type SoapCaller, sandboxFor, soapCaller, testClock } from './harness.ts'
import { turn } from './switches.ts'

const NAMESPACE = 'http://webservice.api.muc.unizeto.pl/'
const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope'

interface Spelling {
  envelope?: string
  namespace?: string
  /** Before each child of the operation, as `p:`. */
  prefix?: string
}

function envelope(sandbox: Sandbox, operation: string, inner: string, spelling: Spelling = {}): string {
  const { envelope = SOAP_11, namespace = NAMESPACE, prefix = '' } = spelling
  const token = `<authToken><password>${sandbox.password}</password><userName>${sandbox.userName}</userName></authToken>`
  const body = `<requestHeader>${token}</requestHeader>${inner}`.replace(/<(\/?)(?=\w)/g, `<$1${prefix}`)
  return `<s:Envelope xmlns:s="${envelope}"><s:Body><p:${operation} xmlns:p="${namespace}">${body}</p:${operation}></s:Body></s:Envelope>`
}

async function post(sandbox: Sandbox, xml: string): Promise<string> {
  const response = await fetch(sandbox.soapUrl, { method: 'POST', body: xml })
  return (await response.text()).replace(/^<\?xml[^>]*\?>/, '')
}

async function orderXml(changes: Record<string, string> = {}): Promise<string> {
  const parts = {
    parameters: `<CSR>${await newCsr()}</CSR><customer>c</customer><productCode>601</productCode>`,
    approver: '<SANApprover><approverMethod>DNS_TXT</approverMethod></SANApprover>',
    names: '<SANEntries><SANEntry><DNSName>example.test</DNSName></SANEntry></SANEntries>',
    requestor:
      '<requestorInfo><email>jan@example.test</email><firstName>Jan</firstName><lastName>Nowak</lastName><phone/></requestorInfo>',
    ...changes,
  }
  return `<orderParameters>${parts.parameters}</orderParameters>${parts.names}${parts.approver}${parts.requestor}`
}

async function strictSandbox(t: Parameters<typeof sandboxFor>[0]): Promise<Sandbox> {
  const sandbox = await sandboxFor(t)
  await turn(sandbox, { strict: true })
  return sandbox
}

const CLIENT_FAULT = /<soap:Fault><faultcode>soap:Client</
const ADDITIONAL = /<errorCode>1172<\/errorCode><value>(\w+)<\/value>/g

describe('a strict server', () => {
  test('takes what fits the contract, in any order', async (t) => {
    const sandbox = await strictSandbox(t)
    const answer = await post(sandbox, envelope(sandbox, 'validateOrderParameters', await orderXml()))
    assert.match(answer, /<successCode>0</)
  })

  test('speaks SOAP 1.1 in its own namespace and nothing else; a friendly one is not so exact', async (t) => {
    const sandbox = await strictSandbox(t)
    const inner = '<hashAlgorithm>true</hashAlgorithm>'
    const answer = (spelling: Spelling) => post(sandbox, envelope(sandbox, 'getProductList', inner, spelling))
    assert.match(await answer({}), /<successCode>0</)
    assert.match(await answer({ envelope: SOAP_12 }), /<faultcode>soap:VersionMismatch</)
    const withoutAny = envelope(sandbox, 'getProductList', inner).replace(/<(\/?)p:/g, '<$1')
    for (const strange of [
      envelope(sandbox, 'getProductList', inner, { namespace: `${NAMESPACE}v2` }),
      withoutAny,
      envelope(sandbox, 'getNothing', ''),
      envelope(sandbox, 'getProductList', '').replace('</s:Envelope>', ''),
      `<!DOCTYPE x [<!ENTITY e "y">]>${envelope(sandbox, 'getProductList', inner)}`,
    ]) {
      assert.match(await post(sandbox, strange), CLIENT_FAULT, strange.slice(0, 200))
    }
    await turn(sandbox, { strict: false })
    assert.match(await post(sandbox, withoutAny), /<successCode>0</)
  })

  test('answers 1172 with the name of each element that the contract lacks', async (t) => {
    const sandbox = await strictSandbox(t)
    const order = await orderXml()
    const strange = order
      .replace('<customer>', '<validityPeriod><notAfter>2030-01-01</notAfter></validityPeriod><customer>')
      .replace('<SANEntry>', '<FQDN>x.test</FQDN><SANEntry>')
    const answer = await post(sandbox, envelope(sandbox, 'quickOrder', strange))
    const named = [...answer.matchAll(ADDITIONAL)].map(([, name]) => name)
    assert.deepEqual(named.sort(), ['FQDN', 'validityPeriod'])
    assert.match(answer, /<tns:quickOrderResponse /)
    const qualified = await post(
      sandbox,
      envelope(sandbox, 'getOrderState', '<orderID>x</orderID>', { prefix: 'p:' }),
    )
    assert.match(qualified, /<errorCode>1172</, 'children are in no namespace')
    const books = await (await fetch(`${sandbox.url}/books`)).text()
    assert.match(books, /"caOrders":\[\]/)
  })

  test('answers a fault where something is missing, is there twice, or is no value of its type', async (t) => {
    const sandbox = await strictSandbox(t)
    const order = await orderXml()
    const window = (from: string) =>
      `<fromDate>${from}</fromDate><toDate>2026-06-02T00:00:00Z</toDate><pageNumber>1</pageNumber>`
    const faulty: [string, string][] = [
      ['quickOrder', order.replace(/<requestorInfo>.*<\/requestorInfo>/, '')],
      ['quickOrder', order.replace('<phone/>', '')],
      ['quickOrder', order.replace(/<CSR>[\s\S]*<\/CSR>/, '')],
      ['quickOrder', order.replace('<customer>', '<customer>d</customer><customer>')],
      ['quickOrder', order.replace('<customer>', '<hashAlgorithm>SHA-256</hashAlgorithm><customer>')],
      ['quickOrder', order.replace('<customer>', '<businessCategory>Shop</businessCategory><customer>')],
      ['quickOrder', order.replace('DNS_TXT<', 'DNS_TXT<x/><')],
      ['quickOrder', order.replace('</approverMethod>', '</approverMethod><approverEmailPrefix/>')],
      [
        'quickOrder',
        order.replace(
          '<customer>',
          '<email xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><customer>',
        ),
      ],
      ['getModifiedOrders', window('2026-06-01 00:00:00')],
      ['getModifiedOrders', window('06/01/2026')],
      ['getModifiedOrders', window('2026-06-01T00:00:00Z').replace('>1<', '>one<')],
      ['getProductList', '<hashAlgorithm>yes</hashAlgorithm>'],
    ]
    for (const [operation, inner] of faulty) {
      assert.match(await post(sandbox, envelope(sandbox, operation, inner)), CLIENT_FAULT, inner)
    }
    for (const day of ['2026-06-01', '2026-06-01T00:00:00.000+02:00']) {
      const answer = await post(sandbox, envelope(sandbox, 'getModifiedOrders', window(day)))
      assert.match(answer, /<successCode>0</, day)
    }
  })

  test('shows what it wants in the contract that it serves', async (t) => {
    const sandbox = await strictSandbox(t)
    const wsdl = await (await fetch(sandbox.soapUrl)).text()
    assert.match(wsdl, /<xs:element name="phone" type="xs:string"\/>/)
    assert.match(wsdl, /<xs:element name="businessCategory" type="tns:businessCategoryType" minOccurs="0"\/>/)
  })

  test('gives answers that fit the same contract, whatever was left out before', async (t) => {
    const clock = testClock()
    const sandbox = await sandboxFor(t, { clock: clock.now })
    const { id } = await issuedOrder(sandbox.core, clock)
    await turn(sandbox, { strict: true })
    const caller = await soapCaller(sandbox)
    const open = await caller.call('quickOrder', await openOrder())
    const window = { fromDate: '2026-05-31T00:00:00Z', toDate: '2026-06-02T00:00:00Z' }
    const answers = [open.xml, ...(await answersAbout(caller, id)), ...(await answersAbout(caller, 'open-1'))]
    for (const [operation, body] of [
      ['getModifiedOrders', window],
      ['getProductList', { hashAlgorithm: true }],
      ['getExpiringCertificates', { validityDaysLeft: 30 }],
      ['cancelOrder', { cancelParameters: { orderID: 'open-1' } }],
    ] as const) {
      answers.push((await caller.call(operation, body)).xml)
    }
    const contract = contractOf(await (await fetch(sandbox.soapUrl)).text())
    for (const xml of answers) assert.deepEqual(objectionTo(xml, contract), null, xml)
    assert.match(answers[1] ?? '', /<requestorInfo>.*<phone/)
  })
})

async function answersAbout(caller: SoapCaller, orderID: string): Promise<string[]> {
  const operations = ['getOrderByOrderID', 'getOrderState', 'getSanVerificationState', 'getCertificate']
  const answers: string[] = []
  for (const operation of operations) answers.push((await caller.call(operation, { orderID })).xml)
  return answers
}

async function openOrder() {
  return {
    SANApprover: { approverMethod: 'DNS_TXT' },
    orderParameters: {
      CSR: await newCsr('CN=open.test'),
      customer: 'c',
      orderID: 'open-1',
      productCode: '601',
    },
    requestorInfo: { email: 'jan@example.test', firstName: 'Jan', lastName: 'Nowak', phone: '' },
    SANEntries: { SANEntry: [{ DNSName: 'open.test' }] },
  }
}
