import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { at, door, eventually, newCsr, type SoapCaller, sandboxFor, soapCaller, textAt } from './harness.ts'
import { turn } from './switches.ts'

const PATH = '/.well-known/pki-validation/certum.txt'

interface Got {
  answer: IncomingMessage
  body: Buffer
}

/** Asks the web server of a host as anybody does. */
async function get(sandbox: Sandbox, host: string, headers: Record<string, string> = {}): Promise<Got> {
  const { hostname, port } = new URL(`http://${sandbox.fileHost}`)
  const asked = request({ hostname, port, path: PATH, headers: { host, ...headers }, agent: false })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(Buffer.from(chunk))
  return { answer, body: Buffer.concat(chunks) }
}

async function serve(sandbox: Sandbox, host: string, body: string): Promise<void> {
  assert.equal((await door(sandbox, 'PUT', `/http/${host}`, { path: PATH, body })).status, 200)
}

describe('the web servers of the sandbox’s world', () => {
  test('write the same file in the way that was asked for', async (t) => {
    const sandbox = await sandboxFor(t)
    const proof = 'code-of-some-length-certum.pl'
    await serve(sandbox, 'site.test', proof)
    const written = async (fileAnswer: Behaviour['fileAnswer']) => {
      await turn(sandbox, { fileAnswer })
      const { answer, body } = await get(sandbox, 'site.test')
      assert.equal(answer.statusCode, 200)
      return { headers: answer.headers, body, text: body.toString('utf8') }
    }
    const plain = await written('plain')
    assert.match(plain.headers['content-type'] ?? '', /^text\/plain/)
    assert.deepEqual([plain.text, plain.headers['content-length']], [proof, String(proof.length)])
    const packed = await written('gzip')
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(packed.body).toString('utf8'), proof)
    const chunked = await written('chunked')
    assert.equal(chunked.headers['transfer-encoding'], 'chunked')
    assert.deepEqual([chunked.text, chunked.headers['content-length']], [proof, undefined])
    const marked = await written('bom')
    assert.deepEqual([...marked.body.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.match((await written('html')).headers['content-type'] ?? '', /^text\/html/)
    const untyped = await written('untyped')
    assert.deepEqual([untyped.headers['content-type'], untyped.text], [undefined, proof])
  })

  test('send away whoever asks, as told, and have the file where they send to', async (t) => {
    const sandbox = await sandboxFor(t)
    await serve(sandbox, 'site.test', 'proof')
    const sent = async (fileRedirect: Behaviour['fileRedirect'], headers: Record<string, string> = {}) => {
      await turn(sandbox, { fileRedirect })
      const { answer, body } = await get(sandbox, 'site.test', headers)
      return answer.headers.location ?? body.toString('utf8')
    }
    assert.equal(await sent('none'), 'proof')
    assert.equal(await sent('https'), `https://site.test${PATH}`)
    assert.equal(await sent('https', { 'x-forwarded-proto': 'https' }), 'proof')
    assert.equal(await sent('www'), `http://www.site.test${PATH}`)
    assert.equal((await get(sandbox, 'www.site.test')).body.toString('utf8'), 'proof')
    assert.equal(await sent('elsewhere'), 'http://site.test/')
    assert.equal(await sent('loop'), `http://site.test${PATH}`)
  })
})

/** An order that is to be proven by a file, which is there. */
async function fileOrder(t: TestContext) {
  const sandbox = await sandboxFor(t)
  const caller = await soapCaller(sandbox)
  const { answer } = await caller.call('quickOrder', {
    SANApprover: { approverMethod: 'FILE' },
    orderParameters: {
      CSR: await newCsr('CN=site.test'),
      customer: 'c',
      orderID: 'file-1',
      productCode: '601',
    },
    SANEntries: { SANEntry: [{ DNSName: 'site.test' }] },
  })
  const code = textAt(answer, 'SANVerification.code')
  await serve(sandbox, 'site.test', `${code}-certum.pl`)
  return { sandbox, caller, code }
}

/** Has the CA look, and gives what the look came to. */
async function look(caller: SoapCaller, code: string): Promise<unknown> {
  await caller.call('performSanVerification', { code })
  return eventually(async () => {
    const { answer } = await caller.call('getSanVerificationState', { orderID: 'file-1' })
    const state = at(answer, 'sanVerifications.sanVerification.0.manualVerification.state')
    return state === 'REQUIRED' ? undefined : state
  })
}

describe('the CA’s look for a file', () => {
  for (const fileAnswer of ['gzip', 'chunked', 'bom', 'html', 'untyped'] as const) {
    test(`finds it, written as ${fileAnswer}`, async (t) => {
      const { sandbox, caller, code } = await fileOrder(t)
      await turn(sandbox, { fileAnswer })
      assert.equal(await look(caller, code), 'VERIFIED')
    })
  }

  for (const fileRedirect of ['https', 'www'] as const) {
    test(`goes where the site sends it (${fileRedirect}), or does not, as the CA is told`, async (t) => {
      const refusing = await fileOrder(t)
      await turn(refusing.sandbox, { fileRedirect })
      assert.equal(await look(refusing.caller, refusing.code), 'FAILED')
      const following = await fileOrder(t)
      await turn(following.sandbox, { fileRedirect, followRedirects: true })
      assert.equal(await look(following.caller, following.code), 'VERIFIED')
    })
  }

  test('finds nothing at a home page, and ends where a site sends in a circle', async (t) => {
    for (const fileRedirect of ['elsewhere', 'loop'] as const) {
      const { sandbox, caller, code } = await fileOrder(t)
      await turn(sandbox, { fileRedirect, followRedirects: true })
      assert.equal(await look(caller, code), 'FAILED', fileRedirect)
    }
  })
})
