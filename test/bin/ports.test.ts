import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { choosePorts, PORT_NAMES } from '../../bin/stack/ports.ts'
import { readJson } from '../../bin/stack/private-json.ts'
import { testFolder } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'

const folder = testFolder()
const HOST = '127.0.0.1'

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, HOST)
  await once(server, 'listening')
  return server
}

describe('the choice of ports', () => {
  test('port 0 gives every part a port of its own', async () => {
    const ports = await choosePorts(join(folder, 'any.json'), { host: HOST, webPort: 0 })
    const numbers = PORT_NAMES.map((name) => ports[name])
    assert.equal(new Set(numbers).size, PORT_NAMES.length)
    assert.ok(numbers.every((port) => port > 1023))
  })

  test('the next start has the same ports', async () => {
    const file = join(folder, 'same.json')
    const first = await choosePorts(file, { host: HOST, webPort: 0 })
    assert.deepEqual(await choosePorts(file, { host: HOST, webPort: 0 }), first)
  })

  test('a wanted port that is taken is passed over, and the choice is kept', async () => {
    const file = join(folder, 'taken.json')
    const wanted = await freePort()
    const server = await occupy(wanted)
    const { web } = await choosePorts(file, { host: HOST, webPort: wanted }, ['web'])
    server.close()
    await once(server, 'close')
    assert.ok(web > wanted && web < wanted + 200, `${web} instead of ${wanted}`)
    assert.equal((await choosePorts(file, { host: HOST, webPort: wanted }, ['web'])).web, web)
  })

  test('a remembered port that is taken now gives way', async () => {
    const file = join(folder, 'gives-way.json')
    const { web } = await choosePorts(file, { host: HOST, webPort: 0 }, ['web'])
    const server = await occupy(web)
    assert.notEqual((await choosePorts(file, { host: HOST, webPort: 0 }, ['web'])).web, web)
    server.close()
  })

  test('another wish goes before what is remembered', async () => {
    const file = join(folder, 'wish.json')
    await choosePorts(file, { host: HOST, webPort: 0 }, ['web'])
    const wanted = await freePort()
    assert.equal((await choosePorts(file, { host: HOST, webPort: wanted }, ['web'])).web, wanted)
  })

  test('for DNS the port must be free for datagrams too', async () => {
    const file = join(folder, 'dns.json')
    const { sandboxDns } = await choosePorts(file, { host: HOST, webPort: 0 }, ['sandboxDns'])
    const socket = createSocket('udp4').bind(sandboxDns, HOST)
    await once(socket, 'listening')
    assert.notEqual(
      (await choosePorts(file, { host: HOST, webPort: 0 }, ['sandboxDns'])).sandboxDns,
      sandboxDns,
    )
    socket.close()
  })

  test('a file of ports that cannot be read is written anew', async () => {
    const file = join(folder, 'broken.json')
    writeFileSync(file, '{"web": {"wanted": 0, "po')
    const { web } = await choosePorts(file, { host: HOST, webPort: 0 }, ['web'])
    assert.deepEqual(readJson(file), { web: { wanted: 0, port: web } })
  })
})
