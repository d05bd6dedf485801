import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Packet } from 'dns2'
import { createPreflight, type PreflightOptions } from '../../activities/preflight/preflight.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { door, sandboxFor } from '../sandbox/harness.ts'
import { hostAndPort } from './deps.ts'
import { nameServer } from './dns-world.ts'
import { CODE, orderOf, told } from './preflight-told.ts'

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
    await put('_certum.shop.test', 'TXT', 'other', CODE)
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'a.b.shop.test'), ['ok record-visible'])
    await put('_certum.alias.test', 'CNAME', '_certum.shop.test')
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'alias.test'), ['ok record-visible'])
    assert.deepEqual(await look('DNS_TXT_PREFIX', '*.shop.test', 'www.shop.test'), [
      'ok www-through-bare',
      'ok record-visible',
      'ok record-visible',
    ])
  })

  test('says that blanks around the value make it another', async (t) => {
    const { put, look } = await sandboxWorld(t)
    await put('_certum.shop.test', 'TXT', 'other', ` ${CODE} `)
    assert.deepEqual(await look('DNS_TXT_PREFIX', 'shop.test'), ['problem record-blanks'])
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
