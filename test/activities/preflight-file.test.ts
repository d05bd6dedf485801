import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { INTERNET } from '../../activities/preflight/network.ts'
import { createPreflight, type PreflightOptions } from '../../activities/preflight/preflight.ts'
import { controlInstructions } from '../../domain/control-instructions.ts'
import type { PreflightFinding, PreflightOrder } from '../../domain/preflight.ts'
import { nameServer, type Said, type Voice } from './dns-world.ts'

const CODE = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde'
const PATH = '/.well-known/pki-validation/certum.txt'
const PROOF = `${CODE}-certum.pl`

function orderOf(name: string): PreflightOrder {
  const instructions = controlInstructions({ method: 'FILE', code: CODE, names: [name] })
  return { kind: 'ssl', names: [name], method: 'FILE', instructions, now: new Date() }
}

/** A web server of somebody's; `asked` is who was asked for, and where. */
async function webServer(t: TestContext, answer: RequestListener, { host = '127.0.0.1', port = 0 } = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`)
    answer(request, response)
  })
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return { port: address.port, asked }
}

/** What is said of a file that one web server, standing for all, gives so. */
async function saidOf(t: TestContext, answer: RequestListener, options: PreflightOptions = {}) {
  const dns = await nameServer(t, () => ({}))
  const { port, asked } = await webServer(t, answer)
  const fileHost = { host: '127.0.0.1', port }
  const findings = await createPreflight({ dns, fileHost, ...options }).explain(orderOf('shop.test'))
  const [finding, ...more] = findings
  assert.deepEqual(more, [])
  assert.ok(finding)
  return { finding, line: `${finding.severity} ${finding.code}`, asked }
}

const gives = (body: string, type = 'text/plain'): RequestListener => {
  return (_request, response) => response.setHeader('content-type', type).end(body)
}
const packed = (body: string): RequestListener => {
  return (_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(body))
}
const answers = (status: number, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => response.writeHead(status, headers).end('x')
}
const leads = (location: string): RequestListener => answers(301, { location })

/** Writes without end, as long as anybody reads. */
function endless(response: ServerResponse): void {
  const more = setInterval(() => response.write('x'.repeat(1_000)), 1)
  response.on('close', () => clearInterval(more))
}

describe('an explanation of a file', () => {
  test('asks for exactly what the CA asks for', async (t) => {
    const { asked } = await saidOf(t, gives(PROOF))
    assert.deepEqual(asked, [`shop.test${PATH}`])
  })

  for (const [what, answer, expected] of [
    ['right, with the end of its line', gives(`${PROOF}\r\n`), 'ok file-visible'],
    ['right, whatever its type', gives(PROOF, 'application/octet-stream'), 'ok file-visible'],
    ['right, packed though nobody asked', packed(PROOF), 'ok file-visible'],
    ['right behind an invisible mark', gives(`\uFEFF${PROOF}`), 'warning file-bom'],
    ['another code', gives('other-certum.pl'), 'problem file-different'],
    ['the proof and more', gives(`${PROOF} ${PROOF}`), 'problem file-different'],
    ['an empty file', gives(''), 'problem file-different'],
    ['a page that stands for all', gives(`\n<!DOCTYPE html><p>${PROOF}`), 'problem file-html'],
    ['an endless page', (_request, response) => endless(response), 'problem file-too-long'],
    ['a proof lost in space', gives(`${PROOF}${' '.repeat(10_000)}`), 'problem file-too-long'],
    ['nothing', answers(404), 'problem file-missing'],
    ['nothing any more', answers(410), 'problem file-missing'],
    ['a closed folder', answers(403), 'problem file-forbidden'],
    ['a password', answers(401), 'problem file-forbidden'],
    ['a broken site', answers(500), 'problem file-status'],
    ['a redirect to nowhere', answers(302), 'problem file-status'],
    ['the same by https', leads(`https://shop.test${PATH}`), 'warning file-redirect-https'],
    ['the same elsewhere', leads(`https://www.shop.test${PATH}`), 'warning file-redirect'],
    ['the same on another port', leads(`http://shop.test:8080${PATH}`), 'problem file-redirect'],
    ['the home page', leads('/'), 'problem file-redirect'],
    ['a sign-in', leads('https://shop.test/login?next=x'), 'problem file-redirect'],
    ['another protocol', leads(`ftp://shop.test${PATH}`), 'problem file-redirect'],
    ['something that is no address', leads('http://'), 'problem file-redirect'],
  ] as const satisfies readonly (readonly [string, RequestListener, string])[]) {
    test(`${what}: ${expected}`, async (t) => assert.equal((await saidOf(t, answer)).line, expected))
  }

  test('shows what it found, and where it was led, but goes nowhere', async (t) => {
    const other = await saidOf(t, gives(`other\u0000${'y'.repeat(300)}`))
    assert.equal(other.finding.params.found, `other\uFFFD${'y'.repeat(94)}…`)
    const target = await webServer(t, gives(PROOF))
    const { finding } = await saidOf(t, leads(`http://127.0.0.1:${target.port}${PATH}`))
    assert.equal(finding.params.location, `http://127.0.0.1:${target.port}${PATH}`)
    assert.deepEqual(target.asked, [])
  })

  test('a web server that never answers, or stops in the middle, is silent', async (t) => {
    const quick = { timeoutMs: 300 }
    const half: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x')
    }
    assert.equal((await saidOf(t, () => undefined, quick)).line, 'problem file-silent')
    assert.equal((await saidOf(t, half, quick)).line, 'problem file-silent')
  })
})

/** A site of the internet, at addresses of this machine, as its name server tells them. */
async function siteOf(
  t: TestContext,
  site: {
    a?: readonly string[]
    aaaa?: readonly string[]
    httpPort: number
    httpsPort?: number
    voice?: Voice
  },
): Promise<PreflightFinding[]> {
  const dns = await nameServer(
    t,
    site.voice ??
      (({ name, type }): Said => {
        const addresses = type === 'A' ? site.a : type === 'AAAA' ? site.aaaa : []
        return { records: (addresses ?? []).map((ip) => [name, type === 'A' ? 'A' : 'AAAA', ip]) }
      }),
  )
  const { httpPort, httpsPort = 1 } = site
  const isAllowed = (ip: string) => /^(127\.|100::)/.test(ip)
  const network = { dnsPort: 1, httpPort, httpsPort, isAllowed }
  return createPreflight({ dns, network, timeoutMs: 1_000 }).explain(orderOf('shop.test'))
}

const codes = (findings: readonly PreflightFinding[]) => findings.map(({ code }) => code)

describe('an explanation of where a file is', () => {
  test('asks each address of the site, and names those without the file', async (t) => {
    const first = await webServer(t, gives(PROOF), { host: '127.0.0.4' })
    const second = await webServer(t, answers(404), { host: '127.0.0.5', port: first.port })
    const httpPort = first.port
    assert.deepEqual(codes(await siteOf(t, { a: ['127.0.0.4'], httpPort })), ['file-visible'])
    const [finding] = await siteOf(t, { a: ['127.0.0.4', '127.0.0.5'], httpPort })
    assert.equal(finding?.code, 'file-addresses-disagree')
    assert.deepEqual([finding?.params.having, finding?.params.lacking], ['127.0.0.4', '127.0.0.5'])
    const [closed] = await siteOf(t, { a: ['127.0.0.4', '127.0.0.9'], httpPort })
    assert.equal(closed?.params.lacking, '127.0.0.9')
    assert.deepEqual(second.asked, [`shop.test${PATH}`], 'under its name, not under its address')
  })

  test('an address of version 6 that cannot be reached from here says nothing where version 4 answers', async (t) => {
    const { port: httpPort } = await webServer(t, gives(PROOF))
    const findings = await siteOf(t, { a: ['127.0.0.1'], aaaa: ['100::1'], httpPort })
    assert.deepEqual(codes(findings), ['file-visible'])
  })

  test('speaks to nobody inside a network, whatever a name points to', async (t) => {
    const { port: httpPort, asked } = await webServer(t, gives(PROOF))
    const dns = await nameServer(t, ({ name, type }) =>
      type === 'A' ? { records: [[name, 'A', '127.0.0.1']] } : {},
    )
    const network = { ...INTERNET, httpPort }
    const findings = await createPreflight({ dns, network }).explain(orderOf('shop.test'))
    assert.deepEqual(codes(findings), ['host-private'])
    assert.deepEqual(findings[0]?.params, { host: 'shop.test', address: '127.0.0.1' })
    const byAddress = await createPreflight({ dns, network }).explain(orderOf('127.0.0.1'))
    assert.deepEqual(codes(byAddress), ['host-private'])
    assert.deepEqual(asked, [])
  })

  test('a name that points elsewhere a moment later leads nowhere else', async (t) => {
    const { port: httpPort, asked } = await webServer(t, gives(PROOF), { host: '127.0.0.6' })
    let looks = 0
    const voice: Voice = ({ name, type }) => {
      if (type !== 'A') return {}
      looks += 1
      return { records: [[name, 'A', looks === 1 ? '127.0.0.6' : '10.0.0.1']] }
    }
    assert.deepEqual(codes(await siteOf(t, { httpPort, voice })), ['file-visible'])
    assert.deepEqual([looks, asked.length], [1, 1])
  })

  test('a site without an address, with a failing zone, or with its plain port closed', async (t) => {
    assert.deepEqual(codes(await siteOf(t, { httpPort: 1 })), ['host-without-address'])
    const failing: Voice = ({ isUnchecked, type }) => {
      return type === 'CAA' || isUnchecked ? {} : { rcode: 2 }
    }
    assert.deepEqual(codes(await siteOf(t, { httpPort: 1, voice: failing })), ['dnssec-failed'])
    const secure = createTcpServer((socket) => socket.end())
    t.after(() => secure.close())
    secure.listen(0, '127.0.0.1')
    await once(secure, 'listening')
    const address = secure.address()
    assert.ok(address !== null && typeof address === 'object')
    const closed = { a: ['127.0.0.1'], httpPort: 1 }
    assert.deepEqual(codes(await siteOf(t, { ...closed, httpsPort: address.port })), ['file-https-only'])
    assert.deepEqual(codes(await siteOf(t, closed)), ['file-silent'])
  })
})
