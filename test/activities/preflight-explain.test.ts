import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Packet } from 'dns2'
import type { Network } from '../../activities/preflight/network.ts'
import { createPreflight, type PreflightOptions } from '../../activities/preflight/preflight.ts'
import { controlInstructions } from '../../domain/control-instructions.ts'
import type { PreflightFinding, PreflightOrder } from '../../domain/preflight.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { translate } from '../../texts/texts.ts'
import { door, sandboxFor } from '../sandbox/harness.ts'
import { hostAndPort } from './deps.ts'
import { nameServer, nameServers, type Said, type Voice } from './dns-world.ts'

const CODE = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde'
const NOW = new Date('2026-10-01T00:00:00Z')

function orderOf(method: ControlMethod | null, names: readonly string[]): PreflightOrder {
  const instructions = method === null ? [] : controlInstructions({ method, code: CODE, names })
  return { kind: 'ssl-multi-wildcard', names, method, instructions, now: NOW }
}

/** Each as `severity code`, and its text in both languages without a gap left open. */
function told(findings: readonly PreflightFinding[]): string[] {
  for (const { code, params } of findings) {
    for (const language of ['pl', 'en'] as const) {
      const text = translate(language, `preflight:${code}`, params)
      assert.doesNotMatch(text, /\{\{|undefined/, code)
      assert.notEqual(text, code)
    }
  }
  return findings.map(({ severity, code }) => `${severity} ${code}`)
}

/** The sandbox's world: what is put there, and what is said of it. */
async function sandboxWorld(t: TestContext, options: PreflightOptions = {}) {
  const sandbox = await sandboxFor(t)
  const preflight = createPreflight({
    dns: hostAndPort(sandbox.dns),
    fileHost: hostAndPort(sandbox.fileHost),
    timeoutMs: 2_000,
    ...options,
  })
  return {
    put: async (name: string, type: string, ...values: string[]) => {
      assert.equal((await door(sandbox, 'PUT', `/dns/${name}/${type}`, { values })).status, 200)
    },
    explain: async (method: ControlMethod | null, ...names: string[]) =>
      preflight.explain(orderOf(method, names)),
    look: async (method: ControlMethod | null, ...names: string[]) =>
      told(await preflight.explain(orderOf(method, names))),
    stop: sandbox.stop,
    preflight,
  }
}

describe('an explanation of records', () => {
  for (const [method, host, type, value] of [
    ['DNS_TXT', 'shop.test', 'TXT', CODE],
    ['DNS_TXT_PREFIX', '_certum.shop.test', 'TXT', CODE],
    ['DNS_CNAME_PREFIX', '_certum.shop.test', 'CNAME', `${CODE}.certum.pl.`],
  ] as const) {
    test(`${method}: there, in its place`, async (t) => {
      const { put, explain } = await sandboxWorld(t)
      await put(host, type, value)
      const [finding, ...more] = await explain(method, 'shop.test')
      assert.deepEqual(more, [])
      assert.deepEqual(finding, {
        name: 'shop.test',
        severity: 'ok',
        code: 'record-visible',
        params: { host, type },
      })
    })
  }

  test('is right also at the registered domain, at the end of an alias, and among others', async (t) => {
    const { put, look } = await sandboxWorld(t)
    await put('_certum.shop.test', 'TXT', 'other', ` ${CODE} `)
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'a.b.shop.test'), ['ok record-visible'])
    await put('_certum.alias.test', 'CNAME', '_certum.shop.test')
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'alias.test'), ['ok record-visible'])
    assert.deepEqual(await look('DNS_TXT_PREFIX', '*.shop.test', 'www.shop.test'), [
      'ok www-through-bare',
      'ok record-visible',
      'ok record-visible',
    ])
  })

  test('says that it is missing, and whether the domain is there at all', async (t) => {
    const { put, explain, look } = await sandboxWorld(t)
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'shop.test'), [
      'problem record-missing',
      'warning domain-missing',
    ])
    await put('shop.test', 'A', '192.0.2.1')
    const [finding] = await explain('DNS_TXT_PREFIX', 'shop.test')
    assert.deepEqual(finding, {
      name: 'shop.test',
      severity: 'problem',
      code: 'record-missing',
      params: { host: '_certum.shop.test', type: 'TXT', value: CODE },
    })
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'shop.test'), ['problem record-missing'])
    assert.deepEqual(await look('DNS_TXT', 'shop.test'), ['problem record-missing'])
  })

  test('shows what is there instead, cut to what can be read', async (t) => {
    const { put, explain, look } = await sandboxWorld(t)
    await put('_certum.shop.test', 'TXT', 'x'.repeat(300))
    const [finding] = await explain('DNS_TXT_PREFIX', 'shop.test')
    assert.equal(finding?.code, 'record-different')
    assert.equal(finding?.params.found, `${'x'.repeat(100)}…`)
    await put('old.test', 'TXT', 'v=spf1 -all', 'f'.repeat(63))
    assert.equal((await explain('DNS_TXT', 'old.test'))[0]?.params.found, 'f'.repeat(63))
    await put('mail.test', 'TXT', 'v=spf1 -all')
    assert.deepEqual(await look('DNS_TXT', 'mail.test'), ['problem record-missing'], 'texts of others')
    await put('_certum.cname.test', 'CNAME', 'old.certum.pl')
    assert.deepEqual(await look('DNS_CNAME_PREFIX', 'cname.test'), ['problem record-different'])
  })

  for (const [what, method, records, expected] of [
    ['quotes are too much', 'DNS_TXT_PREFIX', [['_certum.shop.test', 'TXT', `"${CODE}"`]], 'record-almost'],
    [
      'capitals are others',
      'DNS_TXT_PREFIX',
      [['_certum.shop.test', 'TXT', CODE.toUpperCase()]],
      'record-almost',
    ],
    [
      'a text is no target',
      'DNS_TXT_PREFIX',
      [['_certum.shop.test', 'TXT', `${CODE}.certum.pl`]],
      'record-almost',
    ],
    [
      'a target without its final dot gets the domain appended',
      'DNS_CNAME_PREFIX',
      [['_certum.shop.test', 'CNAME', `${CODE}.certum.pl.shop.test`]],
      'record-almost',
    ],
    ['TXT for CNAME', 'DNS_CNAME_PREFIX', [['_certum.shop.test', 'TXT', CODE]], 'record-other-type'],
    [
      'CNAME for TXT',
      'DNS_TXT_PREFIX',
      [['_certum.shop.test', 'CNAME', `${CODE}.certum.pl`]],
      'record-other-type',
    ],
    ['the domain twice', 'DNS_TXT_PREFIX', [['_certum.shop.test.shop.test', 'TXT', CODE]], 'record-doubled'],
    ['without its prefix', 'DNS_TXT_PREFIX', [['shop.test', 'TXT', CODE]], 'record-elsewhere'],
    ['with a prefix too many', 'DNS_TXT', [['_certum.shop.test', 'TXT', CODE]], 'record-elsewhere'],
    [
      'an alias in the way',
      'DNS_TXT_PREFIX',
      [['_certum.shop.test', 'CNAME', 'a.away.test']],
      'record-behind-alias',
    ],
  ] as const) {
    test(`finds the usual slip: ${what}`, async (t) => {
      const { put, look } = await sandboxWorld(t)
      await put('shop.test', 'A', '192.0.2.1')
      for (const [name, type, value] of records) await put(name, type, value)
      assert.deepEqual(await look(method, 'shop.test'), [`problem ${expected}`])
    })
  }

  test('tells broken DNSSEC from servers that fail, and from nobody', async (t) => {
    const { put, explain, look, stop } = await sandboxWorld(t, { timeoutMs: 300 })
    await put('_certum.signed.test', 'TXT', CODE)
    await put('signed.test', 'DNSSEC', 'broken')
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'signed.test'), [
      'problem dnssec-failed',
      'problem dnssec-failed',
    ])
    const hosts = (await explain('DNS_TXT_PREFIX', 'signed.test')).map(({ params }) => params.host)
    assert.deepEqual(hosts, ['_certum.signed.test', 'signed.test'], 'for the record, and for CAA')
    await stop()
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'shop.test'), ['warning dns-silent', 'warning caa-unknown'])
  })

  test('of a failing server says so', async (t) => {
    const server = await nameServer(t, () => ({ rcode: Packet.RCODE.SERVFAIL }))
    const findings = await createPreflight({ dns: server }).explain(orderOf('DNS_TXT', ['shop.test']))
    assert.deepEqual(told(findings), ['problem dns-failed', 'problem caa-unknown'])
  })
})

describe('an explanation of CAA records', () => {
  test('climbs to the closest ones, and says which decide', async (t) => {
    const { put, explain, look } = await sandboxWorld(t)
    await put('_certum.shop.test', 'TXT', CODE)
    await put('shop.test', 'CAA', '0 issue "letsencrypt.org"', '0 iodef "mailto:a@shop.test"')
    assert.deepEqual((await explain('DNS_TXT_PREFIX', 'a.b.shop.test'))[0], {
      name: 'a.b.shop.test',
      severity: 'problem',
      code: 'caa-forbids',
      params: { at: 'shop.test', record: '0 issue "letsencrypt.org"', publish: '0 issue "certum.pl"' },
    })
    await put('b.shop.test', 'CAA', '0 issue "certum.eu"')
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'a.b.shop.test'), ['ok record-visible', 'ok caa-allows'])
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'b.shop.test', 'c.shop.test'), [
      'problem caa-forbids',
      'ok record-visible',
      'ok caa-allows',
      'ok record-visible',
    ])
  })

  test('asks for the wildcard, the method, the account and what is critical', async (t) => {
    const { put, look } = await sandboxWorld(t)
    for (const [domain, ...caa] of [
      ['wild.test', '0 issue "certum.pl"', '0 issuewild ";"'],
      ['method.test', '0 issue "certum.pl; validationmethods=ca-tbr-18"'],
      ['account.test', '0 issue "certum.pl; accounturi=https://ca.test/1"'],
      ['critical.test', '0 issue "certum.pl"', '128 future "x"'],
    ] as const) {
      await put(domain, 'CAA', ...caa)
      await put(`_certum.${domain}`, 'TXT', CODE)
    }
    const caa = async (name: string) =>
      (await look('DNS_TXT_PREFIX', name)).find((line) => line.includes('caa'))
    assert.equal(await caa('wild.test'), 'ok caa-allows')
    assert.equal(await caa('*.wild.test'), 'problem caa-forbids')
    assert.equal(await caa('method.test'), 'problem caa-method')
    assert.equal(await caa('account.test'), 'warning caa-account')
    assert.equal(await caa('critical.test'), 'problem caa-critical')
  })

  test('looks for mail addresses at their domain, and for nothing else of S/MIME and code signing', async (t) => {
    const { put, preflight } = await sandboxWorld(t)
    await put('shop.test', 'CAA', '0 issuemail "other.test"')
    const of = async (kind: 'smime' | 'code-signing', ...names: string[]) =>
      told(await preflight.explain({ ...orderOf(null, names), kind }))
    assert.deepEqual(await of('smime', 'anna@mail.shop.test'), ['problem caa-forbids'])
    assert.deepEqual(await of('smime', 'anna@other.test'), [])
    assert.deepEqual(await of('code-signing'), [])
  })

  test('an approver by mail and an IP address need no records, and the static part is told', async (t) => {
    const { look } = await sandboxWorld(t)
    assert.deepEqual(await look('ADMIN', 'shop.test'), [])
    assert.deepEqual(await look('DNS_TXT_PREFIX', '198.51.100.7'), [
      'problem ip-needs-file',
      'problem record-missing',
    ])
  })
})

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
