import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Packet } from 'dns2'
import type { Network } from '../../activities/preflight/network.ts'
import { createPreflight } from '../../activities/preflight/preflight.ts'
import { nameServer, nameServers, type Said, type Voice } from './dns-world.ts'
import { CODE, orderOf, told } from './preflight-told.ts'

/** A resolver at .1 and two servers of `shop.test` at .2 and .3, of an internet on this machine. */
async function internet(
  t: TestContext,
  says: { resolver: readonly string[]; first: Voice; second: Voice; alias?: string },
) {
  const resolver: Voice = ({ name, type }): Said => {
    if (type === 'NS' && name === 'shop.test') {
      return {
        records: [
          [name, 'NS', 'ns1.shop.test'],
          [name, 'NS', 'ns2.shop.test'],
          [name, 'NS', 'inner.shop.test'],
        ],
      }
    }
    const addresses = {
      'ns1.shop.test': '127.0.0.2',
      'ns2.shop.test': '127.0.0.3',
      'inner.shop.test': '10.0.0.1',
    }
    const found = Object.entries(addresses).find(([server]) => server === name)
    if (type === 'A' && found !== undefined) return { records: [[name, 'A', found[1]]] }
    if (type === 'TXT' && name === '_certum.shop.test') {
      return { records: says.resolver.map((data) => [name, 'TXT', data]) }
    }
    return {}
  }
  const { port, asked } = await nameServers(t, {
    '127.0.0.1': resolver,
    '127.0.0.2': says.first,
    '127.0.0.3': says.second,
  })
  const network: Network = {
    dnsPort: port,
    httpPort: 80,
    httpsPort: 443,
    isAllowed: (ip) => ip.startsWith('127.'),
  }
  const preflight = createPreflight({ dns: { host: '127.0.0.1', port }, network, timeoutMs: 400 })
  const findings = await preflight.explain(orderOf('DNS_TXT_PREFIX', ['shop.test']))
  return { findings, lines: told(findings), asked }
}

describe('an explanation by a zone’s own servers', () => {
  const having: Voice = ({ name }) => ({ records: [[name, 'TXT', CODE]] })
  const lacking: Voice = () => ({ rcode: Packet.RCODE.NXDOMAIN })

  test('asks each of them itself, and nobody inside a network', async (t) => {
    const { lines, asked } = await internet(t, { resolver: [CODE], first: having, second: having })
    assert.deepEqual(lines, ['ok record-visible'])
    const question = { name: '_certum.shop.test', type: 'TXT', isRecursive: false, isUnchecked: false }
    assert.deepEqual([asked['127.0.0.2'], asked['127.0.0.3']], [[question], [question]])
  })

  test('names those that disagree', async (t) => {
    for (const resolver of [[CODE], []]) {
      const { findings } = await internet(t, { resolver, first: having, second: lacking })
      const found = findings.find(({ code }) => code === 'servers-disagree')
      assert.equal(found?.severity, 'problem')
      assert.deepEqual(found?.params, {
        host: '_certum.shop.test',
        having: 'ns1.shop.test',
        lacking: 'ns2.shop.test',
      })
    }
  })

  test('tells a record that is remembered as absent from one that is remembered as there', async (t) => {
    const early = await internet(t, { resolver: [], first: having, second: having })
    assert.deepEqual(early.lines, ['warning record-cached'])
    const late = await internet(t, { resolver: [CODE], first: lacking, second: lacking })
    assert.deepEqual(late.lines, ['problem record-vanishing', 'ok record-visible'])
    const never = await internet(t, { resolver: [], first: lacking, second: lacking })
    assert.deepEqual(never.lines, ['problem record-missing'])
  })

  test('names those that do not answer, refuse or know nothing of the zone', async (t) => {
    const useless: Voice[] = [
      () => null,
      () => ({ rcode: Packet.RCODE.REFUSED }),
      ({ name }) => ({ isAuthority: false, records: [[name, 'TXT', CODE]] }),
    ]
    for (const second of useless) {
      const { lines, findings } = await internet(t, { resolver: [CODE], first: having, second })
      assert.deepEqual(lines, ['warning servers-silent', 'ok record-visible'])
      assert.deepEqual(findings[0]?.params, { servers: 'ns2.shop.test' })
    }
  })
})

describe('an explanation', () => {
  test('ends in its time, and says what it did not look at', async (t) => {
    const server = await nameServer(t, () => null)
    const preflight = createPreflight({ dns: server, timeoutMs: 5_000, totalMs: 400 })
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.test`)
    const began = performance.now()
    const findings = await preflight.explain(orderOf('DNS_TXT', names))
    assert.ok(performance.now() - began < 3_000)
    assert.deepEqual(told(findings), ['warning look-unfinished'])
    assert.deepEqual(findings[0]?.params, { names: 20 })
  })

  test('of a hundred names asks nothing twice', async (t) => {
    const server = await nameServer(t, ({ name, type }) =>
      type === 'TXT' ? { records: [[name, 'TXT', CODE]] } : {},
    )
    const names = Array.from({ length: 100 }, (_, index) => `n${index}.shop.test`)
    const findings = await createPreflight({ dns: server }).explain(orderOf('DNS_TXT', names))
    assert.equal(told(findings).filter((line) => line === 'ok record-visible').length, 100)
    assert.equal(new Set(server.asked.map((asked) => JSON.stringify(asked))).size, server.asked.length)
    assert.equal(server.asked.length, 100 + 100 + 2, 'TXT and CAA of each, CAA of shop.test and test')
  })
})
