import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createClientAsync } from 'soap'
import { OPERATIONS } from '../../activities/ca/certum/operations.ts'
import { PARTNER_API_NAMESPACE, partnerApiWsdl } from '../../platform/certum-wsdl/wsdl.ts'
import { clientOf } from './support/clients.ts'
import { header, startRawServer, startScriptedCa } from './support/servers.ts'

const ENDPOINT = 'http://127.0.0.1:9/service/PartnerApi.wsdl'

describe('the contract', () => {
  test('is readable by the soap package and holds every operation the client calls', async () => {
    const client = await createClientAsync(partnerApiWsdl(ENDPOINT), { disableCache: true })
    const described = client.describe()
    const operations = Object.keys(described.PartnerService.PartnerServicePort)
    assert.equal(operations.length, 20)
    for (const operation of OPERATIONS) assert.ok(operations.includes(operation), operation)
  })

  test('names the namespace, leaves children unqualified and states the endpoint', () => {
    const wsdl = partnerApiWsdl('https://ca.test/a?b=1&c="<$&>"')
    assert.ok(wsdl.includes(`targetNamespace="${PARTNER_API_NAMESPACE}"`))
    assert.ok(wsdl.includes('elementFormDefault="unqualified"'))
    assert.ok(wsdl.includes('location="https://ca.test/a?b=1&amp;c=&quot;&lt;$&amp;>&quot;"'))
    assert.ok(!wsdl.includes('{endpoint}'))
  })

  test('every message has an element, and the reissue mark is an attribute', () => {
    const wsdl = partnerApiWsdl(ENDPOINT)
    const elements = [...wsdl.matchAll(/wsdl:part name="(\w+)" element="tns:(\w+)"/g)]
    assert.equal(elements.length, 40)
    for (const [, part, element] of elements) {
      assert.equal(part, element)
      assert.ok(wsdl.includes(`<xs:element name="${element}" nillable="true"`), element)
    }
    assert.match(wsdl, /<xs:attribute name="reissue" type="xs:boolean" default="false"\/>/)
  })
})

describe('where the contract comes from', () => {
  test('the own one of the CA is read at the first call and kept for all clients', async (t) => {
    const ca = await startScriptedCa({ getProductList: () => ({ responseHeader: header() }) })
    t.after(ca.close)
    await Promise.all([clientOf(ca.url).getProductList(), clientOf(ca.url).getProductList()])
    await clientOf(ca.url).getProductList()
    assert.equal(ca.contractReads(), 1)
  })

  for (const [what, status, contract] of [
    ['a CA that refuses us', 403, ''],
    ['a page instead of a contract', 200, '<html>maintenance</html>'],
    ['half a contract', 200, partnerApiWsdl(ENDPOINT).slice(0, 9_000)],
    ['a contract without our operations', 200, '<?xml version="1.0"?><definitions/>'],
    [
      'a contract that names files of ours',
      200,
      partnerApiWsdl(ENDPOINT).replace(
        '<!-- Closed',
        '<xs:include schemaLocation="/etc/passwd"/><!-- Closed',
      ),
    ],
    [
      'a contract with entities',
      200,
      `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e "x">]>${partnerApiWsdl(ENDPOINT).slice(38)}`,
    ],
  ] as const) {
    test(`${what} does not stop the calls`, async (t) => {
      const ca = await startScriptedCa({ getProductList: () => ({ responseHeader: header() }) })
      t.after(ca.close)
      const front = await startRawServer(
        async (request, response, body) => {
          const answer = await fetch(ca.url, {
            method: 'POST',
            body,
            headers: { 'content-type': 'text/xml' },
          })
          response.writeHead(answer.status).end(await answer.text())
          assert.equal(request.url, new URL(ca.url).pathname)
        },
        { status, body: contract },
      )
      t.after(front.close)
      assert.deepEqual(await clientOf(front.url).getProductList(), [])
    })
  }

  test('calls go to the address of the account, not to the one the contract states', async (t) => {
    const ca = await startScriptedCa({ getProductList: () => ({ responseHeader: header() }) })
    t.after(ca.close)
    const front = await startRawServer(
      async (_request, response, body) => {
        const answer = await fetch(ca.url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })
        response.end(await answer.text())
      },
      { status: 200, body: partnerApiWsdl(ENDPOINT) },
    )
    t.after(front.close)
    assert.deepEqual(await clientOf(front.url).getProductList(), [])
    assert.equal(ca.received.length, 1)
  })
})
