import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { Packet } from 'dns2'
import fc from 'fast-check'
import { recordProblem, zoneName } from '../../sandbox/dns/zone.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { door, sandboxFor } from './harness.ts'
import { turn } from './switches.ts'

function resolverOf(sandbox: Sandbox): Resolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([sandbox.dns])
  return resolver
}

async function put(sandbox: Sandbox, name: string, type: string, values: string[]): Promise<number> {
  return (await door(sandbox, 'PUT', `/dns/${name}/${type}`, { values })).status
}

function query(name: string, type: number, cd = 0): Buffer {
  const packet = new Packet()
  const flags = { id: Packet.uuid(), rd: 1, cd } as const
  packet.header = new Packet.Header(flags)
  packet.questions.push(new Packet.Question(name, type, Packet.CLASS.IN))
  return packet.toBuffer()
}

/** One question over UDP, unread by any resolver's own ideas. */
async function ask(sandbox: Sandbox, name: string, type: number, cd = 0): Promise<Packet> {
  const [host = '', port = ''] = sandbox.dns.split(':')
  const socket = createSocket('udp4')
  try {
    return await new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('message', (message) => resolve(Packet.parse(message)))
      socket.send(query(name, type, cd), Number(port), host)
    })
  } finally {
    socket.close()
  }
}

describe('the sandbox’s DNS', () => {
  test('answers what was put, by type, until it is deleted', async (t) => {
    const sandbox = await sandboxFor(t)
    const resolver = resolverOf(sandbox)
    assert.equal(await put(sandbox, '_certum.example.test', 'TXT', ['one', 'two']), 200)
    assert.equal(await put(sandbox, 'www.example.test', 'A', ['192.0.2.1']), 200)
    assert.equal(
      await put(sandbox, 'example.test', 'CAA', ['0 issue "certum.pl"', '128 iodef "mailto:a@b.test"']),
      200,
    )
    assert.deepEqual((await resolver.resolveTxt('_CERTUM.example.test')).flat().sort(), ['one', 'two'])
    assert.deepEqual(await resolver.resolve4('www.example.test'), ['192.0.2.1'])
    const caa = await resolver.resolveCaa('example.test')
    assert.ok(caa.some((record) => record.issue === 'certum.pl'))
    assert.equal((await door(sandbox, 'DELETE', '/dns/_certum.example.test/TXT')).status, 204)
    await assert.rejects(resolver.resolveTxt('_certum.example.test'), { code: 'ENOTFOUND' })
  })

  test('follows aliases it knows, and shows those that lead elsewhere', async (t) => {
    const sandbox = await sandboxFor(t)
    const resolver = resolverOf(sandbox)
    await put(sandbox, 'alias.test', 'CNAME', ['target.test'])
    await put(sandbox, 'target.test', 'TXT', ['there'])
    await put(sandbox, '_certum.away.test', 'CNAME', ['abc.certum.pl'])
    await put(sandbox, 'loop-a.test', 'CNAME', ['loop-b.test'])
    await put(sandbox, 'loop-b.test', 'CNAME', ['loop-a.test'])
    assert.deepEqual(await resolver.resolveTxt('alias.test'), [['there']])
    assert.deepEqual(await resolver.resolveCname('_certum.away.test'), ['abc.certum.pl'])
    await assert.rejects(resolver.resolveTxt('loop-a.test'), { code: 'ESERVFAIL' }, 'a loop ends')
  })

  test('tells a name without such records from no such name, with the zone’s SOA', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, 'a.b.example.test', 'TXT', ['x'])
    const outcome = async (name: string, type: number) => {
      const { header, answers, authorities } = await ask(sandbox, name, type)
      const soa = authorities.map((record) => [record.name, record.type])
      return { rcode: header.rcode, aa: header.aa, answers: answers.length, soa }
    }
    const soa = [['example.test', Packet.TYPE.SOA]]
    const nothing = { rcode: Packet.RCODE.NOERROR, aa: 1, answers: 0, soa }
    assert.deepEqual(await outcome('a.b.example.test', Packet.TYPE.CAA), nothing)
    assert.deepEqual(await outcome('b.example.test', Packet.TYPE.TXT), nothing)
    assert.deepEqual(await outcome('example.test', Packet.TYPE.A), nothing)
    assert.deepEqual(await outcome('c.example.test', Packet.TYPE.TXT), {
      ...nothing,
      rcode: Packet.RCODE.NXDOMAIN,
    })
    const own = await outcome('example.test', Packet.TYPE.SOA)
    assert.deepEqual(own, { rcode: Packet.RCODE.NOERROR, aa: 1, answers: 1, soa: [] })
  })

  test('gives the end of a chain its own denial, with the SOA of the zone that it is in', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, '_certum.one.test', 'CNAME', ['_certum.two.test'])
    await put(sandbox, '_certum.two.test', 'CNAME', ['code.three.test'])
    const denial = async () => {
      const { header, answers, authorities } = await ask(sandbox, '_certum.one.test', Packet.TYPE.TXT)
      return [header.rcode, answers.map(({ name, type }) => [name, type]), authorities[0]?.name]
    }
    const chain = [
      ['_certum.one.test', Packet.TYPE.CNAME],
      ['_certum.two.test', Packet.TYPE.CNAME],
    ]
    assert.deepEqual(await denial(), [Packet.RCODE.NXDOMAIN, chain, 'three.test'])
    await put(sandbox, 'below.code.three.test', 'TXT', ['x'])
    assert.deepEqual(await denial(), [Packet.RCODE.NOERROR, chain, 'three.test'])
  })

  test('lets a wildcard stand for what is not there, and for nothing else', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, '*.wild.test', 'TXT', ['wild'])
    await put(sandbox, 'own.wild.test', 'A', ['192.0.2.1'])
    const resolver = resolverOf(sandbox)
    for (const name of ['_certum.wild.test', 'a.b.wild.test'])
      assert.deepEqual(await resolver.resolveTxt(name), [['wild']], name)
    for (const name of ['own.wild.test', 'a.own.wild.test'])
      await assert.rejects(resolver.resolveTxt(name), /ENODATA|ENOTFOUND/, name)
    const { header, answers } = await ask(sandbox, 'x.wild.test', Packet.TYPE.CAA)
    assert.deepEqual([header.rcode, answers.length], [Packet.RCODE.NOERROR, 0])
  })

  test('denies as servers differ: nothing below, nothing at all, or only the type', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, 'a.empty.test', 'TXT', ['x'])
    const names = ['a.empty.test', 'empty.test', 'gone.empty.test']
    const { NOERROR, NXDOMAIN } = Packet.RCODE
    for (const [dnsDenial, expected] of [
      ['exact', [NOERROR, NOERROR, NXDOMAIN]],
      ['nxdomain', [NOERROR, NXDOMAIN, NXDOMAIN]],
      ['nodata', [NOERROR, NOERROR, NOERROR]],
    ] as const) {
      await turn(sandbox, { dnsDenial })
      for (const type of [Packet.TYPE.CAA, Packet.TYPE.A, Packet.TYPE.MX]) {
        const said = await Promise.all(names.map((name) => ask(sandbox, name, type)))
        assert.deepEqual(
          said.map(({ header, authorities }) => [header.rcode, authorities[0]?.name]),
          expected.map((rcode) => [rcode, 'empty.test']),
          dnsDenial,
        )
      }
    }
  })

  test('cuts what is too long for UDP and gives it over TCP', async (t) => {
    const sandbox = await sandboxFor(t)
    const value = 'long '.repeat(400)
    await put(sandbox, 'long.test', 'TXT', [value])
    const short = await ask(sandbox, 'long.test', Packet.TYPE.TXT)
    assert.equal(short.header.tc, 1)
    const [strings = []] = await resolverOf(sandbox).resolveTxt('long.test')
    assert.equal(strings.join(''), value)
  })

  test('answers several questions over one TCP connection', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, 'tcp.test', 'TXT', ['x'])
    const [host = '', port = ''] = sandbox.dns.split(':')
    const socket = connect(Number(port), host)
    const framed = [query('tcp.test', Packet.TYPE.TXT), query('no.test', Packet.TYPE.TXT)].map((message) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      return Buffer.concat([length, message])
    })
    socket.end(Buffer.concat(framed))
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(Buffer.from(chunk))
    const all = Buffer.concat(chunks)
    const first = all.readUInt16BE(0)
    assert.equal(Packet.parse(all.subarray(2, 2 + first)).answers.length, 1)
    assert.equal(Packet.parse(all.subarray(2 + first + 2)).header.rcode, Packet.RCODE.NXDOMAIN)
  })

  test('names a zone’s servers', async (t) => {
    const sandbox = await sandboxFor(t)
    assert.equal(await put(sandbox, 'zone.test', 'NS', ['ns1.zone.test', 'ns2.zone.test']), 200)
    const servers = await resolverOf(sandbox).resolveNs('zone.test')
    assert.deepEqual(servers.sort(), ['ns1.zone.test', 'ns2.zone.test'])
  })

  test('refuses what is badly signed, unless asked not to check', async (t) => {
    const sandbox = await sandboxFor(t)
    await put(sandbox, 'a.signed.test', 'TXT', ['x'])
    assert.equal(await put(sandbox, 'signed.test', 'DNSSEC', ['broken']), 200)
    for (const name of ['signed.test', 'a.signed.test', 'none.signed.test']) {
      const { header, answers } = await ask(sandbox, name, Packet.TYPE.TXT)
      assert.deepEqual([header.rcode, answers.length], [Packet.RCODE.SERVFAIL, 0], name)
    }
    const unchecked = await ask(sandbox, 'a.signed.test', Packet.TYPE.TXT, 1)
    assert.deepEqual([unchecked.header.rcode, unchecked.answers.length], [Packet.RCODE.NOERROR, 1])
    assert.equal((await ask(sandbox, 'unsigned.test', Packet.TYPE.TXT)).header.rcode, Packet.RCODE.NXDOMAIN)
    assert.equal((await door(sandbox, 'DELETE', '/dns/signed.test/DNSSEC')).status, 204)
    assert.deepEqual(await resolverOf(sandbox).resolveTxt('a.signed.test'), [['x']])
  })

  test('survives rubbish', async (t) => {
    const sandbox = await sandboxFor(t)
    const [host = '', port = ''] = sandbox.dns.split(':')
    const socket = createSocket('udp4')
    for (const rubbish of [Buffer.alloc(0), Buffer.from([1, 2, 3]), Buffer.alloc(600, 0xff)]) {
      await new Promise<void>((resolve) => {
        socket.send(rubbish, Number(port), host, () => resolve())
      })
    }
    socket.close()
    assert.equal((await ask(sandbox, 'x.test', Packet.TYPE.A)).header.rcode, Packet.RCODE.NXDOMAIN)
  })

  test('refuses records that are none', async (t) => {
    const sandbox = await sandboxFor(t)
    assert.equal(await put(sandbox, 'a..b', 'TXT', ['x']), 422)
    assert.equal(await put(sandbox, 'a.test', 'MX', ['x']), 422)
    assert.equal(await put(sandbox, 'a.test', 'TXT', []), 422)
    assert.equal(await put(sandbox, 'a.test', 'A', ['::1']), 422)
    assert.equal(await put(sandbox, 'a.test', 'CNAME', ['a.test', 'b.test']), 422)
    assert.equal(await put(sandbox, 'a.test', 'CAA', ['issue certum.pl']), 422)
    assert.equal(await put(sandbox, 'a.test', 'NS', ['a b']), 422)
    assert.equal(await put(sandbox, 'a.test', 'DNSSEC', ['fine']), 422)
    assert.deepEqual((await door(sandbox, 'GET', '/dns')).json, { items: [] })
  })

  test('has one form for a name, and never throws over one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = zoneName(text)
        assert.ok(name === null || zoneName(name) === name)
        recordProblem('CNAME', [text])
        recordProblem('CAA', [text])
      }),
    )
    assert.equal(zoneName(' WWW.Example.TEST. '), 'www.example.test')
    assert.equal(zoneName('*.example.test'), '*.example.test')
    for (const bad of ['', '.', 'a b', 'a..b', '-a.test', `${'x'.repeat(64)}.test`])
      assert.equal(zoneName(bad), null)
  })
})
