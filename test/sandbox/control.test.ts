import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { proveControl, provingNames } from '../../sandbox/core/control.ts'
import { openDatabase } from '../../sandbox/core/database.ts'
import { putFile } from '../../sandbox/core/files.ts'
import { type Lookups, storedLookups } from '../../sandbox/core/lookups.ts'
import { listMails } from '../../sandbox/core/mails.ts'
import { quickOrder } from '../../sandbox/core/place-order.ts'
import { readSetting, writeSetting } from '../../sandbox/core/settings.ts'
import { negativeChecks } from '../../sandbox/core/system-checks.ts'
import { parseCaa } from '../../sandbox/dns/caa.ts'
import { networkLookups } from '../../sandbox/dns/network-lookups.ts'
import { putRecords } from '../../sandbox/dns/zone.ts'
import { coreFor, dvOrder, sandboxFor } from './harness.ts'

/** A world in which only one look finds something. */
function worldWith(found: Partial<Record<keyof Lookups, Record<string, string>>>): Lookups {
  const list = (kind: 'txt' | 'cname') => async (name: string) => {
    const value = found[kind]?.[name]
    return value === undefined ? [] : [value]
  }
  return {
    txt: list('txt'),
    cname: list('cname'),
    caa: async (name) => {
      const value = found.caa?.[name]
      return value === undefined
        ? []
        : [parseCaa(/^\d/.test(value) ? value : `0 ${value}`)].filter((record) => record !== null)
    },
    file: async (host, path) => found.file?.[`${host}${path}`] ?? null,
  }
}

describe('where control of a name may be shown', () => {
  test('at the name, at the registered domain, and for www at the bare name if it is ordered', () => {
    assert.deepEqual(provingNames('DNS_TXT', 'www.shop.co.uk', []), ['www.shop.co.uk', 'shop.co.uk'])
    assert.deepEqual(provingNames('DNS_TXT', 'www.a.shop.test', ['a.shop.test']), [
      'www.a.shop.test',
      'a.shop.test',
      'shop.test',
    ])
    assert.deepEqual(provingNames('DNS_TXT', 'www.a.shop.test', ['other.test']), [
      'www.a.shop.test',
      'shop.test',
    ])
    assert.deepEqual(provingNames('DNS_CNAME_PREFIX', '*.shop.test', ['*.shop.test']), ['shop.test'])
  })

  test('by file only at the name itself', () => {
    assert.deepEqual(provingNames('FILE', 'www.shop.test', ['shop.test']), ['www.shop.test'])
  })

  test('never anywhere that is not the name or above it', () => {
    const label = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), fc.boolean(), (labels, wild) => {
        const bare = [...labels, 'test'].join('.')
        for (const name of provingNames('DNS_TXT', wild ? `*.${bare}` : bare, [])) {
          assert.ok(name === bare || bare.endsWith(`.${name}`), name)
          assert.ok(name.includes('.'), 'never a public suffix')
        }
      }),
    )
  })
})

describe('what proves a name', () => {
  const request = { code: 'abc', name: 'x.test', orderNames: ['x.test'] }

  test('is the code in the right form at the right place, and nothing else', async () => {
    const path = 'x.test/.well-known/pki-validation/certum.txt'
    const good: [Parameters<typeof proveControl>[1]['method'], Lookups][] = [
      ['DNS_TXT', worldWith({ txt: { 'x.test': 'abc' } })],
      ['DNS_TXT_PREFIX', worldWith({ txt: { '_certum.x.test': 'abc' } })],
      ['DNS_CNAME', worldWith({ cname: { 'x.test': 'abc.certum.pl.' } })],
      ['DNS_CNAME_PREFIX', worldWith({ cname: { '_certum.x.test': 'ABC.certum.pl' } })],
      ['FILE', worldWith({ file: { [path]: 'abc-certum.pl\r\n' } })],
    ]
    for (const [method] of good) {
      for (const [otherMethod, world] of good) {
        const result = await proveControl(world, { ...request, method })
        assert.equal(result.proven, method === otherMethod, `${method} in the world of ${otherMethod}`)
      }
    }
    assert.equal((await proveControl(worldWith({}), { ...request, method: 'ADMIN' })).proven, false)
    const html = worldWith({ file: { [path]: '<html>abc-certum.pl</html>' } })
    assert.equal((await proveControl(html, { ...request, method: 'FILE' })).proven, false)
  })
})

describe('the automatic checks', () => {
  const check = (caa: Record<string, string>, name: string) =>
    negativeChecks(worldWith({ caa }), name, 'FILE')

  test('read the closest CAA records, and those for wildcards first', async () => {
    assert.deepEqual(await check({}, 'a.b.test'), [])
    assert.deepEqual(await check({ 'b.test': 'issue certum.pl' }, 'a.b.test'), [])
    assert.deepEqual(await check({ 'b.test': 'issue certum.eu' }, 'a.b.test'), [])
    assert.deepEqual(await check({ 'b.test': 'issue ;' }, 'a.b.test'), ['CAA'])
    assert.deepEqual(await check({ 'b.test': 'issue ;', 'a.b.test': 'issue certum.pl' }, 'a.b.test'), [])
    assert.deepEqual(await check({ 'b.test': 'issuewild ;' }, 'b.test'), [])
    assert.deepEqual(await check({ 'b.test': 'issuewild ;' }, '*.b.test'), ['CAA'])
    assert.deepEqual(await check({ 'b.test': 'iodef mailto:x@y.test' }, 'b.test'), [])
    assert.deepEqual(await check({ 'b.test': '128 iodef mailto:x@y.test' }, 'b.test'), [])
    assert.deepEqual(await check({ 'b.test': '0 future x' }, 'b.test'), [])
    assert.deepEqual(await check({ 'b.test': '128 future x' }, 'b.test'), ['CAA'])
    assert.deepEqual(await check({ 'b.test': 'issue certum.pl.evil.test' }, 'b.test'), ['CAA'])
    assert.deepEqual(await check({ 'b.test': 'issue certum.pl; validationmethods=ca-tbr-7' }, 'b.test'), [
      'CAA',
    ])
    assert.deepEqual(await check({ 'b.test': 'issue certum.pl; validationmethods=ca-tbr-18' }, 'b.test'), [])
  })

  test('have a name to try each with', async () => {
    const tried = await Promise.all(
      [
        'phish.test',
        'a.unsafe.test',
        'top-site.test',
        'revoked.test',
        '*.caa-fail.test',
        'notphish.test',
      ].map((name) => check({}, name)),
    )
    assert.deepEqual(tried, [
      ['PHISHTANK'],
      ['GOOGLE_SAFE_BROWSING'],
      ['TOP_SITES'],
      ['REVOKED_CERTIFICATE'],
      ['CAA'],
      [],
    ])
  })
})

describe('looks', () => {
  test('find over the wire exactly what they find in the store', async (t) => {
    const sandbox = await sandboxFor(t)
    const { database } = sandbox.core.context
    putRecords(database, { name: 'a.test', type: 'TXT', values: ['one', 'x'.repeat(300)] })
    putRecords(database, { name: 'b.test', type: 'CNAME', values: ['a.test'] })
    putRecords(database, { name: 'c.test', type: 'CNAME', values: ['abc.certum.pl'] })
    putRecords(database, {
      name: 'a.test',
      type: 'CAA',
      values: ['0 issue "certum.pl; policy=x"', '128 issuewild ";"'],
    })
    putFile(database, { host: 'a.test', path: '/f', body: 'żółw' })
    const wire = networkLookups(sandbox)
    const stored = storedLookups(database)
    for (const name of ['a.test', 'b.test', 'c.test', 'none.test', '_certum.a.test']) {
      assert.deepEqual((await wire.txt(name)).sort(), (await stored.txt(name)).sort(), name)
      assert.deepEqual(await wire.cname(name), await stored.cname(name), name)
      assert.deepEqual(await wire.caa(name), await stored.caa(name), name)
      assert.equal(await wire.file(name, '/f'), await stored.file(name, '/f'), name)
    }
  })

  test('let nobody issue where a zone fails its validation', async (t) => {
    const sandbox = await sandboxFor(t)
    const { database } = sandbox.core.context
    putRecords(database, { name: 'signed.test', type: 'DNSSEC', values: ['broken'] })
    putRecords(database, { name: 'a.signed.test', type: 'TXT', values: ['one'] })
    const wire = networkLookups(sandbox)
    assert.deepEqual(await wire.txt('a.signed.test'), [])
    assert.deepEqual(await negativeChecks(wire, 'a.signed.test', 'FILE'), ['CAA'])
    assert.deepEqual(await negativeChecks(wire, 'a.unsigned.test', 'FILE'), [])
  })

  test('find nothing where nobody answers', async () => {
    const nobody = networkLookups({ dns: '127.0.0.1:9', fileHost: '127.0.0.1:9' })
    assert.deepEqual(await nobody.txt('a.test'), [])
    assert.equal(await nobody.file('a.test', '/'), null)
  })
})

describe('instructions by mail', () => {
  for (const [method, line] of [
    ['DNS_TXT', 'mail.test. TXT "CODE"'],
    ['DNS_TXT_PREFIX', '_certum.mail.test. TXT "CODE"'],
    ['DNS_CNAME', 'mail.test. CNAME CODE.certum.pl.'],
    ['DNS_CNAME_PREFIX', '_certum.mail.test. CNAME CODE.certum.pl.'],
    ['FILE', 'http://mail.test/.well-known/pki-validation/certum.txt: CODE-certum.pl'],
  ] as const) {
    test(`say for ${method} where the code goes`, async (t) => {
      const core = await coreFor(t)
      const approver = { method, email: 'me@mail.test', notify: 'true' }
      const request = await dvOrder({ names: ['mail.test'], approver, parameters: { language: 'en' } })
      const placed = await core.run((context) => quickOrder(context, request))
      assert.ok(placed.ok)
      const [mail] = listMails(core.context.database)
      assert.ok(mail?.text.includes(line.replace('CODE', placed.value.code ?? '')), mail?.text)
    })
  }
})

describe('the store', () => {
  test('undoes what a failed transaction wrote, inner ones by themselves', () => {
    const database = openDatabase(':memory:')
    const fail = () => {
      throw new Error('no')
    }
    assert.throws(() =>
      database.transaction(() => {
        writeSetting(database, 'a', '1')
        fail()
      }),
    )
    assert.equal(readSetting(database, 'a'), undefined)
    database.transaction(() => {
      writeSetting(database, 'a', '2')
      assert.throws(() =>
        database.transaction(() => {
          writeSetting(database, 'a', '3')
          fail()
        }),
      )
    })
    assert.equal(readSetting(database, 'a'), '2')
    database.close()
  })
})
