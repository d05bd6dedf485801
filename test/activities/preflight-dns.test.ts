import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { Packet } from 'dns2'
import fc from 'fast-check'
import { createDnsAsker } from '../../activities/preflight/dns-asker.ts'
import { askDns } from '../../activities/preflight/dns-client.ts'
import { type DnsQuestion, decodeReply } from '../../activities/preflight/dns-message.ts'
import { nameServer, nameServerOverTcp, type Voice } from './dns-world.ts'

const QUESTION: DnsQuestion = { name: 'a.test', type: 'TXT', isRecursive: true, isUnchecked: false }
const NEVER = new AbortController().signal
const PATIENCE = { timeoutMs: 2_000, signal: NEVER }

function txt(data: string): Voice {
  return ({ name }) => ({ records: [[name, 'TXT', data]] })
}

/** A server that handles each datagram by hand. */
async function rawServer(
  t: TestContext,
  handle: (socket: Socket, message: Buffer, from: RemoteInfo) => void,
): Promise<{ host: string; port: number }> {
  const socket = createSocket('udp4')
  t.after(() => socket.close())
  socket.on('message', (message, from) => handle(socket, message, from))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { host: '127.0.0.1', port: socket.address().port }
}

/** The right answer to a question, changed. */
function forged(message: Buffer, change: (packet: Packet) => void, data = 'forged'): Buffer {
  const response = Packet.createResponseFromRequest(Packet.parse(message))
  response.answers.push(
    new Packet.Resource({
      name: 'a.test',
      type: Packet.TYPE.TXT,
      class: Packet.CLASS.IN,
      ttl: 1,
      data: [data],
    }),
  )
  change(response)
  return response.toBuffer()
}

describe('a question to a name server', () => {
  test('is answered with records, whatever strings and letters they come in', async (t) => {
    const server = await nameServer(t, () => ({
      records: [
        ['A.Test', 'TXT', 'x'.repeat(500)],
        ['a.test', 'NS', 'NS1.Test.'],
      ],
    }))
    assert.deepEqual(await askDns(server, QUESTION, PATIENCE), {
      outcome: 'NOERROR',
      isAuthoritative: true,
      isTruncated: false,
      records: [
        { owner: 'a.test', type: 'TXT', data: 'x'.repeat(500) },
        { owner: 'a.test', type: 'NS', data: 'ns1.test' },
      ],
    })
    assert.deepEqual(server.asked, [{ name: 'a.test', type: 'TXT', isUnchecked: false, isRecursive: true }])
  })

  test('comes with the flags that were wished, under another id and from another port each time', async (t) => {
    const seen: { id: number; port: number }[] = []
    const server = await rawServer(t, (socket, message, from) => {
      seen.push({ id: message.readUInt16BE(0), port: from.port })
      socket.send(
        forged(message, () => undefined),
        from.port,
        from.address,
      )
    })
    for (let round = 0; round < 8; round += 1) await askDns(server, QUESTION, PATIENCE)
    assert.equal(seen.length, 8)
    assert.ok(new Set(seen.map(({ id }) => id)).size > 4)
    assert.ok(new Set(seen.map(({ port }) => port)).size > 4)

    const flags = await nameServer(t, txt('x'))
    await askDns(flags, { ...QUESTION, isRecursive: false, isUnchecked: true }, PATIENCE)
    assert.deepEqual(flags.asked.at(-1), {
      name: 'a.test',
      type: 'TXT',
      isUnchecked: true,
      isRecursive: false,
    })
  })

  test('is not answered by what answers another question', async (t) => {
    const server = await rawServer(t, (socket, message, from) => {
      const changes: ((packet: Packet) => void)[] = [
        (packet) => {
          packet.header.id = (packet.header.id + 1) % 65_536
        },
        (packet) => {
          packet.header.qr = 0
        },
        (packet) => {
          packet.questions = [new Packet.Question('b.test', Packet.TYPE.TXT, Packet.CLASS.IN)]
        },
        (packet) => {
          packet.questions = [new Packet.Question('a.test', Packet.TYPE.A, Packet.CLASS.IN)]
        },
        (packet) => {
          packet.questions = []
        },
      ]
      for (const change of changes) socket.send(forged(message, change), from.port, from.address)
      socket.send(Buffer.from('rubbish'), from.port, from.address)
      socket.send(
        forged(message, () => undefined, 'real'),
        from.port,
        from.address,
      )
    })
    const { records } = await askDns(server, QUESTION, PATIENCE)
    assert.deepEqual(records, [{ owner: 'a.test', type: 'TXT', data: 'real' }])
  })

  test('is not answered by somebody else', async (t) => {
    const other = createSocket('udp4')
    t.after(() => other.close())
    const server = await rawServer(t, (socket, message, from) => {
      other.send(
        forged(message, () => undefined),
        from.port,
        from.address,
        () => {
          socket.send(
            forged(message, () => undefined, 'real'),
            from.port,
            from.address,
          )
        },
      )
    })
    const { records } = await askDns(server, QUESTION, PATIENCE)
    assert.deepEqual(records, [{ owner: 'a.test', type: 'TXT', data: 'real' }])
  })

  test('is sent again when it was lost', async (t) => {
    let heard = 0
    const server = await nameServer(t, ({ name }) => {
      heard += 1
      return heard === 1 ? null : { records: [[name, 'TXT', 'second']] }
    })
    const { records } = await askDns(server, QUESTION, { ...PATIENCE, timeoutMs: 600 })
    assert.equal(records.length, 1)
  })

  test('goes over TCP where the answer does not fit', async (t) => {
    const long = txt('long '.repeat(2_000))
    const server = await nameServer(t, long)
    const cut = await askDns(server, QUESTION, PATIENCE)
    assert.equal(cut.outcome, 'SILENT', 'nobody answers over TCP')
    await nameServerOverTcp(t, long, server)
    const { records } = await askDns(server, QUESTION, PATIENCE)
    assert.deepEqual(records, [{ owner: 'a.test', type: 'TXT', data: 'long '.repeat(2_000) }])
  })

  test('without an answer ends in time, with a closed port at once, and when it is called off', async (t) => {
    const mute = await nameServer(t, () => null)
    const silence = async (server: { host: string; port: number }, timeoutMs: number, signal = NEVER) => {
      const began = performance.now()
      assert.equal((await askDns(server, QUESTION, { timeoutMs, signal })).outcome, 'SILENT')
      return performance.now() - began
    }
    assert.ok((await silence(mute, 200)) < 1_500)
    assert.ok((await silence({ host: '127.0.0.1', port: 1 }, 5_000)) < 1_500)
    assert.ok((await silence(mute, 5_000, AbortSignal.timeout(100))) < 1_500)
    assert.ok((await silence(mute, 5_000, AbortSignal.abort())) < 100)
  })

  test('that cannot be asked is not asked', async () => {
    const name = `${'a'.repeat(70)}.test`
    const { outcome } = await askDns({ host: '127.0.0.1', port: 1 }, { ...QUESTION, name }, PATIENCE)
    assert.equal(outcome, 'SILENT')
  })

  test('no message from anywhere makes the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        decodeReply(Buffer.from(bytes), 1, QUESTION)
      }),
    )
  })
})

describe('what the resolver knows of a name', () => {
  const askerFor = (server: { host: string; port: number }) => createDnsAsker({ server, ...PATIENCE })

  test('is found at the end of its aliases, whoever follows them', async (t) => {
    const chain = [
      ['a.test', 'CNAME', 'b.test'],
      ['b.test', 'CNAME', 'c.test'],
      ['c.test', 'TXT', 'here'],
    ] as const
    const following = await nameServer(t, () => ({ records: chain }))
    const stepping = await nameServer(t, ({ name }) => ({
      records: chain.filter(([owner]) => owner === name),
    }))
    for (const server of [following, stepping]) {
      assert.deepEqual(await askerFor(server).resolve('a.test', 'TXT'), {
        outcome: 'found',
        aliases: ['b.test', 'c.test'],
        records: [{ owner: 'c.test', type: 'TXT', data: 'here' }],
      })
    }
    const alias = await askerFor(stepping).resolve('a.test', 'CNAME')
    assert.deepEqual(alias.records, [{ owner: 'a.test', type: 'CNAME', data: 'b.test' }])
  })

  test('aliases in a ring come to an end', async (t) => {
    const server = await nameServer(t, ({ name }) => ({
      records: [[name, 'CNAME', name === 'a.test' ? 'b.test' : 'a.test']],
    }))
    const { outcome, aliases } = await askerFor(server).resolve('a.test', 'TXT')
    assert.equal(outcome, 'empty')
    assert.ok(aliases.length <= 16)
    assert.ok(server.asked.length <= 2)
  })

  test('records of other names in an answer are nobody’s', async (t) => {
    const server = await nameServer(t, () => ({ records: [['other.test', 'TXT', 'poison']] }))
    assert.equal((await askerFor(server).resolve('a.test', 'TXT')).outcome, 'empty')
  })

  for (const [what, voice, expected] of [
    ['no such name', () => ({ rcode: Packet.RCODE.NXDOMAIN }), 'nxdomain'],
    ['a name without such records', () => ({}), 'empty'],
    ['servers that fail', () => ({ rcode: Packet.RCODE.SERVFAIL }), 'failed'],
    ['servers that refuse', () => ({ rcode: Packet.RCODE.REFUSED }), 'failed'],
    ['servers that understand nothing', () => ({ rcode: Packet.RCODE.FORMERR }), 'failed'],
    ['silence', () => null, 'silent'],
    [
      'an answer only without DNSSEC’s checks',
      ({ isUnchecked }) => (isUnchecked ? {} : { rcode: Packet.RCODE.SERVFAIL }),
      'dnssec',
    ],
  ] as const satisfies readonly (readonly [string, Voice, string])[]) {
    test(`${what}: ${expected}`, async (t) => {
      const server = await nameServer(t, voice)
      const asker = createDnsAsker({ server, timeoutMs: 300, signal: NEVER })
      assert.equal((await asker.resolve('a.test', 'TXT')).outcome, expected)
    })
  }

  test('is asked for once', async (t) => {
    const server = await nameServer(t, txt('x'))
    const asker = askerFor(server)
    await Promise.all([asker.resolve('a.test', 'TXT'), asker.resolve('a.test', 'TXT')])
    await asker.resolve('a.test', 'TXT')
    assert.equal(server.asked.length, 1)
  })
})
