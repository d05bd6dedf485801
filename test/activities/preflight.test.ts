import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { type ControlLook, createControlLook } from '../../activities/preflight/control-look.ts'
import { createFileLook } from '../../activities/preflight/file-look.ts'
import { controlInstructions } from '../../domain/control-instructions.ts'
import { door, sandboxFor } from '../sandbox/harness.ts'
import { hostAndPort } from './deps.ts'

const CODE = 'code-1'
const PATH = '/.well-known/pki-validation/certum.txt'
const PROOF = `${CODE}-certum.pl`

/** Our eyes on the sandbox's world, and a hand in it. */
async function sandboxWorld(t: TestContext) {
  const sandbox = await sandboxFor(t)
  const look = createControlLook({
    dns: hostAndPort(sandbox.dns),
    fileHost: hostAndPort(sandbox.fileHost),
    timeoutMs: 2_000,
  })
  const put = async (path: string, body: object) => {
    assert.equal((await door(sandbox, 'PUT', path, body)).status, 200)
  }
  return { look, put, stop: sandbox.stop }
}

function txt(look: ControlLook, host: string) {
  return look.look({ name: host, type: 'dns', host, recordType: 'TXT', value: CODE })
}

function cname(look: ControlLook, host: string) {
  return look.look({ name: host, type: 'dns', host, recordType: 'CNAME', value: `${CODE}.certum.pl` })
}

describe('a look for a DNS record', () => {
  test('TXT: visible, different, absent', async (t) => {
    const { look, put } = await sandboxWorld(t)
    assert.equal(await txt(look, 'txt.test'), 'absent')
    await put('/dns/txt.test/TXT', { values: ['v=spf1 -all'] })
    assert.equal(await txt(look, 'txt.test'), 'different')
    await put('/dns/txt.test/TXT', { values: ['v=spf1 -all', ` ${CODE} `] })
    assert.equal(await txt(look, 'txt.test'), 'different', 'blanks around it make it another')
    await put('/dns/txt.test/TXT', { values: ['v=spf1 -all', CODE] })
    assert.equal(await txt(look, 'txt.test'), 'visible')
  })

  test('TXT: letters count, and a code inside a longer text is none', async (t) => {
    const { look, put } = await sandboxWorld(t)
    await put('/dns/txt.test/TXT', { values: ['CODE-1', `code=${CODE}`] })
    assert.equal(await txt(look, 'txt.test'), 'different')
  })

  test('TXT: a long text is one, however it is cut', async (t) => {
    const { look, put } = await sandboxWorld(t)
    const value = 'c'.repeat(600)
    await put('/dns/long.test/TXT', { values: [value] })
    const place = { name: 'long.test', type: 'dns', host: 'long.test', recordType: 'TXT' } as const
    assert.equal(await look.look({ ...place, value }), 'visible')
    assert.equal(await look.look({ ...place, value: value.slice(1) }), 'different')
  })

  test('CNAME: visible whatever the letters, different, absent', async (t) => {
    const { look, put } = await sandboxWorld(t)
    assert.equal(await cname(look, '_certum.cname.test'), 'absent')
    await put('/dns/_certum.cname.test/CNAME', { values: ['parked.example'] })
    assert.equal(await cname(look, '_certum.cname.test'), 'different')
    await put('/dns/_certum.cname.test/CNAME', { values: [`${CODE.toUpperCase()}.Certum.PL.`] })
    assert.equal(await cname(look, '_certum.cname.test'), 'visible')
  })

  test('a name that exists without such a record has none', async (t) => {
    const { look, put } = await sandboxWorld(t)
    await put('/dns/a.test/A', { values: ['192.0.2.1'] })
    assert.equal(await txt(look, 'a.test'), 'absent')
    assert.equal(await cname(look, 'a.test'), 'absent')
  })

  test('nobody there, or nobody answering: unreachable, soon', async (t) => {
    const { look, stop } = await sandboxWorld(t)
    await stop()
    assert.equal(await txt(look, 'txt.test'), 'unreachable')

    const mute = createSocket('udp4')
    t.after(() => mute.close())
    mute.bind(0, '127.0.0.1')
    await once(mute, 'listening')
    const patient = createControlLook({
      dns: { host: '127.0.0.1', port: mute.address().port },
      timeoutMs: 300,
    })
    const began = Date.now()
    assert.equal(await txt(patient, 'txt.test'), 'unreachable')
    assert.ok(Date.now() - began < 3_000)
  })
})

/** A web server of somebody's; `seen` counts who came. */
async function webServer(t: TestContext, answer: RequestListener) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.headers.host} ${request.url}`)
    answer(request, response)
  })
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const at = createFileLook({ host: { host: '127.0.0.1', port }, timeoutMs: 1_000 })
  return { seen, port, look: () => at(`http://shop.test${PATH}`, PROOF) }
}

describe('a look for a file', () => {
  test('visible, different, absent, at the one place that was said', async (t) => {
    const { look, put } = await sandboxWorld(t)
    const [instruction] = controlInstructions({ method: 'FILE', code: CODE, names: ['shop.test'] })
    assert.ok(instruction)
    assert.equal(await look.look(instruction), 'absent')
    await put('/http/shop.test', { path: PATH, body: 'something else' })
    assert.equal(await look.look(instruction), 'different')
    await put('/http/shop.test', { path: PATH, body: ` ${PROOF}\r\n` })
    assert.equal(await look.look(instruction), 'visible')
    const [other] = controlInstructions({ method: 'FILE', code: CODE, names: ['www.shop.test'] })
    assert.ok(other)
    assert.equal(await look.look(other), 'absent')
  })

  test('a redirect is followed as a CA may follow it: to the usual ports, and not for ever', async (t) => {
    const answers: Record<string, string> = {
      'http://shop.test': `https://shop.test${PATH}`,
      'https://shop.test': '//www.shop.test/moved.txt',
    }
    const { look, seen } = await webServer(t, (request, response) => {
      const { host = '', 'x-forwarded-proto': protocol = 'http' } = request.headers
      const location = answers[`${protocol}://${host}`]
      if (location === undefined) response.end(PROOF)
      else response.writeHead(301, { location }).end()
    })
    assert.equal(await look(), 'visible')
    assert.deepEqual(seen, [`shop.test ${PATH}`, `shop.test ${PATH}`, 'www.shop.test /moved.txt'])
    const endless = await webServer(t, (_request, response) =>
      response.writeHead(302, { location: PATH }).end(),
    )
    assert.equal(await endless.look(), 'redirected')
    assert.equal(endless.seen.length, 6)
  })

  test('a redirect to another port, protocol or by another number is not followed, and is no absence', async (t) => {
    const target = await webServer(t, (_request, response) => response.end(PROOF))
    for (const [status, location] of [
      [302, `http://127.0.0.1:${target.port}${PATH}`],
      [302, `ftp://shop.test${PATH}`],
      [302, 'http://'],
      [303, `https://shop.test${PATH}`],
    ] as const) {
      const { look, seen } = await webServer(t, (_request, response) => {
        response.writeHead(status, { location }).end(PROOF)
      })
      assert.equal(await look(), 'redirected', location)
      assert.equal(seen.length, 1)
    }
    assert.deepEqual(target.seen, [])
  })

  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    test(`packed by ${encoding} it is read, and what unpacks to a flood is something else`, async (t) => {
      const packed = (body: string) =>
        webServer(t, (_request, response) => {
          response.writeHead(200, { 'content-encoding': encoding }).end(pack(body))
        })
      assert.equal(await (await packed(`${PROOF}\n`)).look(), 'visible')
      assert.equal(await (await packed(`${PROOF}${' '.repeat(2_000_000)}`)).look(), 'different')
      const lie = await webServer(t, (_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end('not packed at all')
      })
      assert.equal(await lie.look(), 'different')
    })
  }

  test('an endless page is something else, and is not read to its end', async (t) => {
    const { look } = await webServer(t, (_request, response) => {
      response.write(PROOF)
      const more = setInterval(() => response.write(' '.repeat(1_000)), 1)
      response.on('close', () => clearInterval(more))
    })
    assert.equal(await look(), 'different')
  })

  test('a long page that says "not found" means just that', async (t) => {
    const { look } = await webServer(t, (_request, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<p>sorry</p>'.repeat(5_000))
    })
    assert.equal(await look(), 'absent')
  })

  test('an answer that never ends in time, a broken one and none: unreachable', async (t) => {
    const slow = await webServer(t, (_request, response) => response.writeHead(200).write('co'))
    const broken = await webServer(t, (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('co')
      response.destroy()
    })
    const mute = await webServer(t, () => undefined)
    const looks = await Promise.all([slow.look(), broken.look(), mute.look()])
    assert.deepEqual(looks, ['unreachable', 'unreachable', 'unreachable'])
    const nobody = createFileLook({ host: { host: '127.0.0.1', port: 1 }, timeoutMs: 1_000 })
    assert.equal(await nobody(`http://shop.test${PATH}`, PROOF), 'unreachable')
  })

  test('nobody on this machine or in its network is spoken to', async (t) => {
    const { seen, port } = await webServer(t, (_request, response) => response.end(PROOF))
    const look = createFileLook({ host: undefined, timeoutMs: 1_000 })
    for (const host of [
      'localhost',
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ]) {
      assert.equal(await look(`http://${host}:${port}${PATH}`, PROOF), 'unreachable', host)
    }
    assert.deepEqual(seen, [])
  })

  test('what is no address at all is unreachable', async () => {
    const look = createFileLook({ host: undefined, timeoutMs: 1_000 })
    assert.equal(await look('http://', PROOF), 'unreachable')
  })
})

test('a mail cannot be seen', async () => {
  const look = createControlLook({})
  const mail = { name: 'shop.test', type: 'email', address: 'admin@shop.test' } as const
  assert.equal(await look.look(mail), 'unreachable')
})
