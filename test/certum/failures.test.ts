import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import type { CertumClient } from '../../activities/ca/certum/client.ts'
import { clientOf, failureOf, scripted } from './support/clients.ts'
import { selfSigned } from './support/self-signed.ts'
import { envelope, header, OK_HEADER, refusal, startRawServer, startServer } from './support/servers.ts'

const ORDER = { parameters: { csr: 'x', customer: 'c', productCode: '601' } }
const buy = (client: CertumClient) => client.quickOrder(ORDER)
const look = (client: CertumClient) => client.getOrderState('o-1')

function fault(code: string): string {
  return (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault>' +
    `<faultcode>${code}</faultcode><faultstring>went wrong</faultstring></S:Fault></S:Body></S:Envelope>`
  )
}

function fault12(code: string): string {
  return (
    '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><S:Fault>' +
    `<S:Code><S:Value>${code}</S:Value></S:Code></S:Fault></S:Body></S:Envelope>`
  )
}

type Answer = (response: ServerResponse) => unknown
const status =
  (code: number, body = '') =>
  (response: ServerResponse) =>
    response.writeHead(code).end(body)

const GOOD = envelope('quickOrder', `${OK_HEADER}<orderID>o-1</orderID>`)

/** What the server does, and what a purchase then ends with. */
const ANSWERS: [what: string, answer: Answer, code: string, outcome: string][] = [
  ['403', status(403), 'not-allowed', 'none'],
  ['404', status(404), 'wrong-address', 'none'],
  ['401', status(401), 'credentials', 'none'],
  ['429', status(429), 'busy', 'none'],
  ['503', status(503, '<html>maintenance</html>'), 'busy', 'unknown'],
  ['502', status(502), 'busy', 'unknown'],
  ['507', status(507), 'unexpected-answer', 'unknown'],
  [
    'a redirect',
    (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
    'wrong-address',
    'none',
  ],
  ['a SOAP fault of its own', status(500, fault('S:Server')), 'fault', 'unknown'],
  ['a SOAP fault that blames us', status(500, fault('S:Client')), 'misunderstood', 'none'],
  ['one with a reason', status(500, fault('Client.Validation')), 'misunderstood', 'none'],
  ['a SOAP 1.2 fault that blames us', status(400, fault12('S:Sender')), 'misunderstood', 'none'],
  ['a bad request', status(400, 'Bad Request'), 'misunderstood', 'none'],
  ['a SOAP 1.2 fault with 500', status(500, fault12('Sender')), 'misunderstood', 'none'],
  ['a SOAP 1.2 fault of its own', status(500, fault12('S:Receiver')), 'fault', 'unknown'],
  ['a SOAP fault with 200', status(200, fault('S:Server')), 'fault', 'unknown'],
  ['500 with a stack trace', status(500, 'java.lang.NullPointerException'), 'fault', 'unknown'],
  ['500 with a page', status(500, '<!DOCTYPE html><html><body>Oops</body></html>'), 'fault', 'unknown'],
  ['garbage', status(200, '\u0001\u0002 not xml'), 'unexpected-answer', 'unknown'],
  ['nothing', status(200), 'unexpected-answer', 'unknown'],
  ['JSON', status(200, '{"ok":true}'), 'unexpected-answer', 'unknown'],
  ['a page', status(200, '<html><body>Welcome</body></html>'), 'unexpected-answer', 'unknown'],
  ['half an answer', status(200, GOOD.slice(0, GOOD.length - 60)), 'unexpected-answer', 'unknown'],
  ['an answer to something else', status(200, envelope('sing', OK_HEADER)), 'unexpected-answer', 'unknown'],
  [
    'an answer without a header',
    status(200, envelope('quickOrder', '<orderID>o-1</orderID>')),
    'unexpected-answer',
    'unknown',
  ],
  [
    'a success without an order id',
    status(200, envelope('quickOrder', OK_HEADER)),
    'unexpected-answer',
    'unknown',
  ],
  [
    'a success code that is no number',
    status(200, envelope('quickOrder', OK_HEADER.replace('>0<', '>yes<'))),
    'unexpected-answer',
    'unknown',
  ],
  [
    'a failure without a number',
    status(200, envelope('quickOrder', OK_HEADER.replace('>0<', '>1<'))),
    'unexpected-answer',
    'unknown',
  ],
  [
    'entities',
    status(200, `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${GOOD.replace('o-1', '&x;')}`),
    'unexpected-answer',
    'unknown',
  ],
  ['an entity nobody declared', status(200, GOOD.replace('o-1', '&x;')), 'unexpected-answer', 'unknown'],
  ['a broken connection', (response) => response.destroy(), 'connection-lost', 'unknown'],
  [
    'a connection broken within the answer',
    (response) => {
      response.writeHead(200, { 'content-length': '5000' })
      response.write(GOOD.slice(0, 100), () => response.destroy())
    },
    'connection-lost',
    'unknown',
  ],
  ['silence', () => undefined, 'timeout', 'unknown'],
  [
    'an answer that never ends',
    (response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(drip))
    },
    'timeout',
    'unknown',
  ],
]

describe('failures by what the CA answers', () => {
  for (const [what, answer, code, outcome] of ANSWERS) {
    test(`${what} is ${code}, and a purchase has outcome ${outcome}`, async (t) => {
      const server = await startRawServer((_request, response) => answer(response))
      t.after(server.close)
      const failure = await failureOf(buy(clientOf(server.url, { timeoutMs: 250 })))
      assert.deepEqual([failure.code, failure.outcome], [code, outcome])
      assert.equal(failure.operation, 'quickOrder')
    })
  }

  test('a read has never had an effect, whatever becomes of its answer', async (t) => {
    const server = await startRawServer((_request, response) => response.destroy())
    t.after(server.close)
    const failure = await failureOf(look(clientOf(server.url)))
    assert.deepEqual([failure.code, failure.outcome], ['connection-lost', 'none'])
  })

  test('a refusal that comes with 500 is still a refusal', async (t) => {
    const inner =
      '<responseHeader><errors><Error><errorCode>1002</errorCode></Error></errors><successCode>1</successCode>' +
      '<timestamp>2026-09-01T10:00:00Z</timestamp></responseHeader>'
    const server = await startRawServer((_request, response) =>
      response.writeHead(500).end(envelope('quickOrder', inner)),
    )
    t.after(server.close)
    const failure = await failureOf(buy(clientOf(server.url)))
    assert.deepEqual([failure.code, failure.outcome], ['refused', 'none'])
  })

  test('refusals carry every number with its text', async (t) => {
    const { client } = await scripted(t, { quickOrder: () => refusal(1002, 9999) })
    const failure = await failureOf(buy(client))
    assert.equal(failure.code, 'refused')
    assert.equal(failure.outcome, 'none')
    assert.deepEqual(failure.errors, [
      { number: 1002, value: 'value of 1002' },
      { number: 9999, value: 'value of 9999' },
    ])
    assert.equal(failure.message, 'quickOrder: refused (1002 9999)')
  })

  for (const successCode of [2, 3]) {
    test(`success code ${successCode} is about the credentials`, async (t) => {
      const { client } = await scripted(t, {
        quickOrder: () => ({ responseHeader: header({ successCode }) }),
      })
      const failure = await failureOf(buy(client))
      assert.deepEqual([failure.code, failure.outcome], ['credentials', 'none'])
    })
  }
})

describe('failures before an answer', () => {
  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => server.close(resolve))
    const failure = await failureOf(buy(clientOf(`http://127.0.0.1:${port}/service/PartnerApi.wsdl`)))
    assert.deepEqual([failure.code, failure.outcome], ['unreachable', 'none'])
    assert.equal(failure.message, 'quickOrder: unreachable (ECONNREFUSED)')
  })

  for (const url of ['', 'gs.certum.pl', 'ftp://127.0.0.1/x', 'http://']) {
    test(`the address "${url}" is none`, async () => {
      const failure = await failureOf(buy(clientOf(url)))
      assert.deepEqual([failure.code, failure.outcome], ['wrong-address', 'none'])
    })
  }

  test('a server that speaks no TLS', async (t) => {
    const server = await startRawServer((_request, response) => response.end(GOOD))
    t.after(server.close)
    const failure = await failureOf(buy(clientOf(server.url.replace('http:', 'https:'))))
    assert.deepEqual([failure.code, failure.outcome], ['tls', 'none'])
  })

  test('a certificate that nobody vouches for gets no password', async (t) => {
    let requests = 0
    const server = await startServer(
      createHttpsServer(await selfSigned(), () => {
        requests += 1
      }),
      'https',
    )
    t.after(server.close)
    const failure = await failureOf(buy(clientOf(server.url)))
    assert.deepEqual([failure.code, failure.outcome], ['tls', 'none'])
    assert.equal(requests, 0)
  })

  test('a server that accepts and never greets by TLS had no effect', async (t) => {
    const sockets = new Set<{ destroy(): void }>()
    const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const failure = await failureOf(buy(clientOf(`https://127.0.0.1:${port}/x.wsdl`, { timeoutMs: 200 })))
    assert.deepEqual([failure.code, failure.outcome], ['unreachable', 'none'])
  })

  test('something else than HTTP', async (t) => {
    const sockets = new Set<{ destroy(): void }>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('220 mail.example ESMTP\r\n'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const failure = await failureOf(buy(clientOf(`http://127.0.0.1:${port}/x.wsdl`)))
    assert.deepEqual([failure.code, failure.outcome], ['unexpected-answer', 'unknown'])
  })
})
