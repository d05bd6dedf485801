import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { spellingOf } from '../../activities/ca/certum/contract-spelling.ts'
import { partnerApiWsdl } from '../../platform/certum-wsdl/wsdl.ts'
import { clientOf } from './support/clients.ts'
import { FULL_ORDER } from './support/orders.ts'
import { envelope, OK_HEADER, startRawServer } from './support/servers.ts'

const SHIPPED = partnerApiWsdl('http://127.0.0.1:9/service/PartnerApi.wsdl')
const OTHER = SHIPPED.replaceAll('"joiln"', '"joILN"')
  .replaceAll('"joisopn"', '"joISoPN"')
  .replaceAll('"joisocn"', '"joISoCN"')
const OLDER = SHIPPED.replaceAll(/<xs:element name="(givenName|surname)"[^>]*>/g, '')

/** What goes over the wire to a CA that serves this contract. */
async function sentUnder(contract: string): Promise<string> {
  const sent: string[] = []
  const server = await startRawServer(
    (_request, response, body) => {
      sent.push(body)
      response.end(envelope('quickOrder', `${OK_HEADER}<orderID>o-1</orderID>`))
    },
    { status: 200, body: contract },
  )
  try {
    await clientOf(server.url).quickOrder(FULL_ORDER)
    return sent.join()
  } finally {
    await server.close()
  }
}

function spellings(envelope: string): string[] {
  return [...envelope.matchAll(/<(joi\w+|givenName|surname)>/gi)].map(([, name = '']) => name)
}

describe('an order is spelt as the contract of the CA spells it', () => {
  for (const [what, contract, names] of [
    ['the shipped one', SHIPPED, ['joiln', 'joisopn', 'joisocn', 'givenName', 'surname']],
    ['one in other letters', OTHER, ['joILN', 'joISoPN', 'joISoCN', 'givenName', 'surname']],
    ['an older one without names of persons', OLDER, ['joiln', 'joisopn', 'joisocn']],
  ] as const) {
    test(what, async () => {
      assert.deepEqual(spellings(await sentUnder(contract)), names)
    })
  }

  test('what no contract names is left as it is, in lists too', () => {
    const body = {
      CSR: 'x',
      SANEntries: { SANEntry: [{ dnsname: 'a.test' }, { DNSName: 'b.test' }] },
      more: 1,
    }
    assert.deepEqual(spellingOf(SHIPPED)(body), {
      CSR: 'x',
      SANEntries: { SANEntry: [{ DNSName: 'a.test' }, { DNSName: 'b.test' }] },
      more: 1,
    })
  })

  test('a contract in another style is read as well', () => {
    const spelt = spellingOf("<element minOccurs='0' name = 'joILN'/><xsd:element type='x' name='CSR'/>")
    assert.deepEqual(spelt({ joiln: 'a', csr: 'b', surname: 'c' }), { joILN: 'a', CSR: 'b' })
  })
})
