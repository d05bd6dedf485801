import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { CA_AWAY_CODES, CaUnavailable } from '../../activities/ca/errors.ts'
import en from '../../texts/ca.en.json' with { type: 'json' }
import pl from '../../texts/ca.pl.json' with { type: 'json' }
import { clientOf, scripted } from './support/clients.ts'
import { selfSigned } from './support/self-signed.ts'
import { envelope, header, OK_HEADER, startRawServer, startServer } from './support/servers.ts'

/** What is wrong with an account's connection, as the cheapest call that needs all of it finds out. */
async function problemAt(url: string, timeoutMs = 2_000): Promise<string> {
  try {
    await createCertumPort(clientOf(url, { timeoutMs })).products()
    return 'none'
  } catch (error) {
    if (!(error instanceof CaUnavailable)) throw error
    assert.equal(error.outcome, 'none')
    return error.code
  }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

type Answer = (response: ServerResponse) => unknown
const page = (status: number) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>nginx</body></html>')

const soap = (successCode: number) => (response: ServerResponse) =>
  response.end(envelope('getProductList', OK_HEADER.replace('>0<', `>${successCode}<`)))

/** Contract and call are answered alike, as a server that is none of the CA's would. */
const ANSWERS: readonly [what: string, answer: Answer, code: string][] = [
  ['a path that is not there', page(404), 'wrong-address'],
  ['a server that moved elsewhere', page(301), 'wrong-address'],
  ['an address that is not on the allow list', page(403), 'not-allowed'],
  ['a page instead of the service', page(200), 'unexpected-answer'],
  ['a server that fails with a page', page(500), 'fault'],
  ['a service under maintenance', page(503), 'busy'],
  ['credentials refused as the English guide has it', soap(2), 'credentials'],
  ['credentials refused as the Polish guide has it', soap(3), 'credentials'],
  ['a refusal without a number', soap(1), 'unexpected-answer'],
  ['a server that takes the call and says nothing', () => undefined, 'timeout'],
  ['a server that hangs up', (response) => response.destroy(), 'connection-lost'],
  ['a service that answers', soap(0), 'none'],
]

describe('the connection of an account', () => {
  for (const [what, answer, code] of ANSWERS) {
    test(`${what} is ${code}`, async (t) => {
      const server = await startRawServer((_request, response) => answer(response))
      t.after(server.close)
      assert.equal(await problemAt(server.url, 400), code)
    })
  }

  test('a port on which nobody listens is unreachable', async () => {
    assert.equal(
      await problemAt(`http://127.0.0.1:${await closedPort()}/service/PartnerApi.wsdl`),
      'unreachable',
    )
  })

  test('a name that no DNS can have is unreachable', async () => {
    // A label of 64 letters is refused by the resolver itself: nothing is asked of any server.
    assert.equal(await problemAt(`https://${'a'.repeat(64)}.test/service/PartnerApi.wsdl`), 'unreachable')
  })

  test('a certificate that nobody vouches for is a matter of TLS, and of no password', async (t) => {
    const requests: string[] = []
    const server = await startServer(
      createHttpsServer(await selfSigned(), (request) => requests.push(String(request.method))),
      'https',
    )
    t.after(server.close)
    assert.equal(await problemAt(server.url), 'tls')
    assert.deepEqual(requests, [])
  })

  test('HTTP on a port that should speak TLS is a matter of TLS', async (t) => {
    const server = await startRawServer((_request, response) => soap(0)(response))
    t.after(server.close)
    assert.equal(await problemAt(server.url.replace('http:', 'https:')), 'tls')
  })

  test('TLS on a port that should speak HTTP is no answer of the service', async (t) => {
    const server = await startServer(createHttpsServer(await selfSigned()), 'https')
    t.after(server.close)
    const problem = await problemAt(server.url.replace('https:', 'http:'))
    assert.ok(['unexpected-answer', 'connection-lost'].includes(problem), problem)
  })

  test('an address that is none is a wrong one', async () => {
    for (const url of ['', 'gs.certum.pl', 'ftp://127.0.0.1/x'])
      assert.equal(await problemAt(url), 'wrong-address')
  })

  test('every way to be away is said in both languages, each in its own words', () => {
    for (const texts of [new Map(Object.entries(en)), new Map(Object.entries(pl))]) {
      const told = CA_AWAY_CODES.map((code) => texts.get(code))
      assert.equal(new Set(told).size, CA_AWAY_CODES.length)
      assert.ok(!told.includes(undefined))
    }
  })
})

describe('numbers that nobody knows', () => {
  async function unknownNumbers(t: TestContext, errors: unknown): Promise<unknown[]> {
    const seen: unknown[] = []
    const { ca } = await scripted(t, {
      cancelOrder: () => ({ responseHeader: header({ successCode: 1, errors }) }),
    })
    const client = clientOf(ca.url, { onUnknownError: (unknown) => seen.push(unknown) })
    await assert.rejects(createCertumPort(client).cancelOrder('o-1'))
    return seen
  }

  test('are told with their operation, the others are not', async (t) => {
    const unknown = [{ errorCode: 1139 }, { errorCode: 2999 }, { errorCode: 3000 }]
    assert.deepEqual(await unknownNumbers(t, { Error: unknown }), [
      { operation: 'cancelOrder', number: 2999 },
      { operation: 'cancelOrder', number: 3000 },
    ])
    assert.deepEqual(await unknownNumbers(t, { Error: { errorCode: 1139 } }), [])
  })

  test('change nothing when the listener fails', async (t) => {
    const { ca } = await scripted(t, {
      cancelOrder: () => ({
        responseHeader: header({ successCode: 1, errors: { Error: { errorCode: 2999 } } }),
      }),
    })
    const client = clientOf(ca.url, {
      onUnknownError: () => {
        throw new TypeError('listener')
      },
    })
    await assert.rejects(createCertumPort(client).cancelOrder('o-1'), { name: 'CaRefusal' })
  })
})
