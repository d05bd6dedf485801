import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { CertumExchange } from '../../activities/ca/certum/call.ts'
import { passwordRedactor } from '../../activities/ca/certum/redact.ts'
import { xmlText } from '../../activities/ca/certum/xml-text.ts'
import { clientOf, failureOf, scripted } from './support/clients.ts'
import { envelope, header, OK_HEADER, refusal, startRawServer } from './support/servers.ts'

const SECRET = 'Hunter2-&<secret>'

function assertHidden(text: string): void {
  for (const form of [SECRET, xmlText(SECRET), 'Hunter2', JSON.stringify(SECRET)]) {
    assert.ok(!text.includes(form), text)
  }
}

describe('passwords', () => {
  test('are in no exchange, successful or not, and in no failure', async (t) => {
    const exchanges: CertumExchange[] = []
    const log = (exchange: CertumExchange) => exchanges.push(exchange)
    const { ca } = await scripted(t, {
      getProductList: () => ({ responseHeader: header() }),
      getOrderState: () => refusal(1033),
    })
    const client = clientOf(ca.url, { password: SECRET, log })
    await client.getProductList()
    const refused = await failureOf(client.getOrderState('o-1'))
    const faulted = await failureOf(client.cancelOrder('o-1'))
    assert.deepEqual(
      exchanges.map(({ operation, failure, errorNumbers, status }) => [
        operation,
        failure,
        errorNumbers,
        status,
      ]),
      [
        ['getProductList', null, [], 200],
        ['getOrderState', 'refused', [1033], 200],
        ['cancelOrder', 'fault', [], 500],
      ],
    )
    for (const shown of [exchanges, refused, faulted]) assertHidden(inspect(shown, { depth: 10 }))
    for (const shown of [refused, faulted]) assertHidden(`${shown.message} ${shown.stack}`)
    for (const { request, response } of exchanges) {
      assert.match(request ?? '', /<password>\[hidden\]<\/password>/)
      assert.ok(response)
    }
  })

  test('documents leave only their length in exchanges, however large, and arrive whole', async (t) => {
    let arrived: unknown
    const { client, exchanges } = await scripted(t, {
      verifyOrder: ({ verifyOrderParameters }) => {
        arrived = verifyOrderParameters
        return { responseHeader: header() }
      },
    })
    const content = Buffer.alloc(3_000_000, 'Zażółć').toString('base64')
    const files = [
      { fileName: 'a.pdf', content },
      { fileName: 'b.pdf', content: 'c2hvcnQ=' },
    ]
    await client.verifyOrder({
      orderId: 'o-1',
      note: 'n',
      documents: [{ description: 'd', type: 'APPLICANT', files }],
    })
    assert.ok(JSON.stringify(arrived).includes(content))
    const [exchange] = exchanges
    assert.match(exchange?.request ?? '', /<content>\[4000000 characters\]<\/content>/)
    assert.ok((exchange?.request ?? '').length < 2_000)
    assert.doesNotMatch(exchange?.request ?? '', /c2hvcnQ=/)
  })

  test('are hidden where a CA repeats them', async (t) => {
    const exchanges: CertumExchange[] = []
    const echo = `${SECRET.replaceAll('&', '&#38;').replaceAll('<', '&#x3C;').replaceAll('>', '&gt;')}`
    const server = await startRawServer((_request, response) =>
      response.end(
        envelope('getProductList', `${OK_HEADER}<note>${echo}</note><note>${xmlText(SECRET)}</note>`),
      ),
    )
    t.after(server.close)
    const client = clientOf(server.url, { password: SECRET, log: (exchange) => exchanges.push(exchange) })
    await client.getProductList()
    assertHidden(exchanges[0]?.response ?? '')
    assert.match(exchanges[0]?.response ?? '', /<note>\[hidden\]<\/note><note>\[hidden\]<\/note>/)
  })

  test('a connection that fails tells nothing of them', async () => {
    const exchanges: CertumExchange[] = []
    const client = clientOf('http://127.0.0.1:1/x.wsdl', {
      password: SECRET,
      timeoutMs: 500,
      log: (exchange) => exchanges.push(exchange),
    })
    const failure = await failureOf(client.getProductList())
    assertHidden(inspect([failure, exchanges], { depth: 10, showHidden: true }))
    assert.equal(exchanges[0]?.response, null)
  })

  test('a log that fails does not change what the call did', async (t) => {
    const { ca } = await scripted(t, { getProductList: () => ({ responseHeader: header() }) })
    const log = () => {
      throw new Error('disk full')
    }
    assert.deepEqual(await clientOf(ca.url, { log }).getProductList(), [])
  })

  test('whatever the password is, it is taken out in every spelling', () => {
    const printable = fc.string({ unit: 'grapheme', minLength: 4 }).filter((text) => text.isWellFormed())
    fc.assert(
      fc.property(printable, (password) => {
        const references = [...password].map((character) => `&#${character.codePointAt(0)};`).join('')
        const text = `<a>${password}|${xmlText(password)}|${references}</a>`
        const redacted = passwordRedactor(password)(text)
        assert.equal(redacted, '<a>[hidden]|[hidden]|[hidden]</a>')
      }),
      { examples: [['   &'], ['&&&&']] },
    )
  })

  test('an element cut off within the password is hidden to the end', () => {
    assert.equal(passwordRedactor('x')('<p:password a="1">half of i'), '<p:password a="1">[hidden]')
    assert.equal(passwordRedactor('')('<password>other</password>'), '<password>[hidden]</password>')
  })
})
