import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  approverAddresses,
  bareName,
  canBeCommonName,
  checkNames,
  isCoveredBy,
  type NameRules,
  normalizeName,
  registrableDomain,
  wwwName,
} from '../../pki/names.ts'

const OPEN: NameRules = { wildcard: 'allowed', ipAllowed: true, max: 230, allowReservedTlds: false }

function normal(input: string): string {
  const result = normalizeName(input)
  return result.ok ? result.name.name : `! ${result.problem.code}`
}

function codes(inputs: readonly string[], rules: Partial<NameRules> = {}): string[] {
  return checkNames(inputs, { ...OPEN, ...rules }).problems.map(({ index, code }) => `${index} ${code}`)
}

describe('the one form of a name', () => {
  const forms: Record<string, string> = {
    '  Example.COM\n': 'example.com',
    '*.Example.com': '*.example.com',
    'żółć.pl': 'xn--kda4b0koi.pl',
    'XN--KDA4B0KOI.PL': 'xn--kda4b0koi.pl',
    'straße.de': 'xn--strae-oqa.de',
    'ex。ample．com': 'ex.ample.com',
    'example.com\u200b': 'example.com',
    '\u202aexam\u00adple.com\u202c': 'example.com',
    '\u00a0example.com\u2009': 'example.com',
    'example.com.': 'example.com',
    'ex。ample．com。': 'ex.ample.com',
    '*.example.com.': '*.example.com',
    '❤\ufe0f.example.com': 'xn--qei.example.com',
    'https://Sklep.example.com/': 'sklep.example.com',
    'https://żółw.pl/żółwie?a=b#c': 'xn--w-uga1v8h.pl',
    'http://jan:haslo@example.com:8080/': 'example.com',
    'https:/example.com': 'example.com',
    'https//example.com': 'example.com',
    '//example.com/': 'example.com',
    'ftp://example.com.': 'example.com',
    'example.com:443': 'example.com',
    'example.com/path': 'example.com',
    'https://*.example.com/': '*.example.com',
    'https://192.0.2.1:8443/': '192.0.2.1',
    'https://[2A00:1450:0::1]:443/': '2a00:1450::1',
    '[2a00:1450::1]': '2a00:1450::1',
    '192.0.2.1': '192.0.2.1',
    '2A00:1450:0::1': '2a00:1450::1',
  }
  for (const [input, name] of Object.entries(forms)) {
    test(`${JSON.stringify(input)} is ${name}`, () => assert.equal(normal(input), name))
  }

  test('an internationalised name is shown in Unicode', () => {
    const result = normalizeName('*.xn--kda4b0koi.pl')
    assert.ok(result.ok)
    assert.deepEqual(result.name, { name: '*.xn--kda4b0koi.pl', display: '*.żółć.pl', kind: 'wildcard' })
  })
})

describe('what was made of an entry is said', () => {
  test('of a web address, but not of case, blanks and a final dot', () => {
    const read = normalizeName(' https://żółw.pl/a ')
    assert.ok(read.ok)
    const params = { input: 'https://żółw.pl/a', name: 'żółw.pl' }
    assert.deepEqual(read.notice, { code: 'name-from-address', params })
    for (const quiet of ['Example.com.', ' example.com\u200b', '192.0.2.1', '2a00:1450::1']) {
      const other = normalizeName(quiet)
      assert.ok(other.ok && other.notice === null, quiet)
    }
  })

  test('whatever is typed around a name in an address, the name is read, and the same as alone', () => {
    const scheme = fc.constantFrom('https://', 'HTTP://', '//', 'https:/', 'ftp://')
    const user = fc.constantFrom('', 'jan@', 'jan:tajne@')
    const port = fc.constantFrom('', ':443', ':65535')
    const path = fc.constantFrom('', '/', '/a/b.html?c=d@e#f', '?q=https://x.pl', '#top', '\\\\share')
    const name = fc.constantFrom(
      'example.com',
      'Żółw.PL',
      '*.a.example.com.',
      '192.0.2.7',
      'xn--w-uga1v8h.pl',
    )
    fc.assert(
      fc.property(scheme, user, name, port, path, (...parts) => {
        assert.equal(normal(parts.join('')), normal(parts[2]), parts.join(''))
      }),
    )
  })
})

describe('what is no name', () => {
  const refused: Record<string, string> = {
    '': 'name-empty',
    '   ': 'name-empty',
    'https://': 'name-is-url',
    'https:example.com': 'name-is-url',
    'localhost:3000': 'name-is-url',
    '192.0.2.0/24': 'name-is-url',
    'https://example.com,https://example.org': 'name-is-url',
    'fe80::1%eth0': 'name-is-url',
    'jan@example.com': 'name-is-email',
    'exa mple.com': 'name-characters',
    'ex%61mple.com': 'name-characters',
    'exa\u0000mple.com': 'name-characters',
    'example.com,example.org': 'name-characters',
    '＊.example.com': 'name-characters',
    '_dmarc.example.com': 'name-underscore',
    'mailto:jan@example.com': 'name-is-email',
    'example.com..': 'name-empty-label',
    'example..com': 'name-empty-label',
    '.example.com': 'name-empty-label',
    '-a.example.com': 'name-hyphen',
    'a-.example.com': 'name-hyphen',
    'ab--cd.example.com': 'name-reserved-label',
    'xn--a.pl': 'name-idn-invalid',
    'xn--zzzzzzz99999.pl': 'name-idn-invalid',
    '1.2': 'name-numeric-tld',
    '１.２': 'name-numeric-tld',
    '1.2.3.256': 'name-numeric-tld',
    '0x7f.1': 'name-numeric-tld',
    '*.192.0.2.1': 'name-numeric-tld',
    '*': 'wildcard-position',
    '*.': 'wildcard-position',
    '**.example.com': 'wildcard-position',
    'a*.example.com': 'wildcard-position',
    'www.*.example.com': 'wildcard-position',
    '*.*.example.com': 'wildcard-position',
    [`${'a'.repeat(64)}.example.com`]: 'name-label-too-long',
    [`${'ab.'.repeat(76)}com`]: 'name-too-long',
    ['a'.repeat(100_000)]: 'name-too-long',
  }
  for (const [input, code] of Object.entries(refused)) {
    test(`${JSON.stringify(input.slice(0, 40))} (${input.length}) is refused: ${code}`, () =>
      assert.equal(normal(input), `! ${code}`))
  }

  test('63 characters a label and 230 a name are the last that pass', () => {
    assert.equal(normal(`${'a'.repeat(63)}.example.com`), `${'a'.repeat(63)}.example.com`)
    const longest = `${'ab.'.repeat(75)}abcde`
    assert.equal(longest.length, 230)
    assert.equal(normal(longest), longest)
    assert.equal(normal(`*.${longest}`), '! name-too-long')
  })
})

describe('where a name may stand', () => {
  const refused: Record<string, string> = {
    localhost: 'name-internal',
    'printer.local': 'name-internal',
    'server.corp': 'name-internal',
    'shop.example': 'name-internal',
    'nas.home.arpa': 'name-internal',
    'abc.onion': 'name-internal',
    com: 'name-public-suffix',
    'com.pl': 'name-public-suffix',
    '*.com.pl': 'wildcard-public-suffix',
    '*.uk': 'wildcard-public-suffix',
    '1.2.0.192.in-addr.arpa': 'name-reverse-zone',
    'ip6.arpa': 'name-reverse-zone',
    '10.1.2.3': 'ip-reserved',
    '127.0.0.1': 'ip-reserved',
    '169.254.169.254': 'ip-reserved',
    '::1': 'ip-reserved',
    'fd00::1': 'ip-reserved',
    '2001:db8::1': 'ip-reserved',
    '::ffff:8.8.8.8': 'ip-reserved',
  }
  for (const [input, code] of Object.entries(refused)) {
    test(`${input}: ${code}`, () => assert.deepEqual(codes([input]), [`0 ${code}`]))
  }

  for (const input of [
    'example.com',
    '*.example.co.uk',
    'a.github.io',
    'żółć.pl',
    '8.8.8.8',
    '2a00:1450::1',
  ]) {
    test(`${input} may be certified`, () => assert.deepEqual(codes([input]), []))
  }

  test('a CA for tests takes the domains set aside for tests, by the same rules', () => {
    const names = [
      'example.test',
      '*.example.test',
      'a.invalid',
      'test',
      '*.test',
      'printer.local',
      'localhost',
    ]
    assert.deepEqual(codes(names, { allowReservedTlds: true }), [
      '3 name-public-suffix',
      '4 wildcard-public-suffix',
      '5 name-internal',
      '6 name-public-suffix',
    ])
  })
})

describe('a list of names', () => {
  test('keeps the order, drops repeats and says where they are', () => {
    const inputs = ['b.pl', 'B.PL ', 'ż.pl', 'https://xn--hha.pl/', 'x y']
    const { names, problems, notices } = checkNames(inputs, OPEN)
    assert.deepEqual(
      names.map(({ display }) => display),
      ['b.pl', 'ż.pl'],
    )
    assert.deepEqual(
      notices.map(({ index, code }) => [index, code]),
      [
        [1, 'name-duplicate'],
        [3, 'name-from-address'],
        [3, 'name-duplicate'],
      ],
    )
    assert.equal(problems.length, 1)
    assert.deepEqual(problems[0], {
      index: 4,
      input: 'x y',
      code: 'name-characters',
      params: { name: 'x y' },
    })
  })

  test('an empty list and too long a list are each one problem', () => {
    assert.deepEqual(codes([]), ['0 names-none'])
    const many = Array.from({ length: 50 }, (_, index) => `n${index}.example.com`)
    assert.deepEqual(codes(many, { max: 3 }), ['3 names-too-many'])
    assert.deepEqual(codes(['a.pl', 'A.pl.', 'b.pl'], { max: 2 }), [])
  })

  test('addresses and internationalised names can be ruled out', () => {
    assert.deepEqual(codes(['8.8.8.8', 'ż.pl'], { ipAllowed: false, idnAllowed: false }), [
      '0 ip-not-allowed',
      '1 idn-not-allowed',
    ])
  })

  test('wildcards: forbidden, required, exactly one with its bare name', () => {
    assert.deepEqual(codes(['a.pl', '*.a.pl'], { wildcard: 'forbidden' }), ['1 wildcard-forbidden'])
    assert.deepEqual(codes(['a.pl', 'b.pl'], { wildcard: 'required' }), ['0 wildcard-required'])
    assert.deepEqual(codes(['a.pl', '*.b.pl'], { wildcard: 'required' }), [])
    const one = { wildcard: 'one-required' } as const
    assert.deepEqual(codes(['*.a.pl'], one), [])
    assert.deepEqual(codes(['a.pl', '*.a.pl'], one), [])
    assert.deepEqual(codes(['a.pl'], one), ['0 wildcard-one-required'])
    assert.deepEqual(codes(['*.a.pl', '*.b.pl', 'www.a.pl'], one), [
      '1 wildcard-one-required',
      '2 wildcard-foreign-name',
    ])
  })
})

describe('what follows from a name', () => {
  test('approvers are the five mailboxes at the name and at its registrable domain', () => {
    assert.deepEqual(approverAddresses('*.example.com'), [
      'admin@example.com',
      'administrator@example.com',
      'webmaster@example.com',
      'hostmaster@example.com',
      'postmaster@example.com',
    ])
    const deep = approverAddresses('www.shop.example.co.uk')
    assert.equal(deep.length, 10)
    assert.equal(deep[0], 'admin@www.shop.example.co.uk')
    assert.equal(deep[9], 'postmaster@example.co.uk')
    assert.deepEqual(approverAddresses('8.8.8.8'), [])
  })

  test('the registrable domain follows the registries, not the hosting providers', () => {
    assert.equal(registrableDomain('*.a.b.example.com.pl'), 'example.com.pl')
    assert.equal(registrableDomain('a.github.io'), 'github.io')
    assert.equal(registrableDomain('a.example.test'), 'example.test')
    assert.equal(registrableDomain('com.pl'), null)
    assert.equal(registrableDomain('8.8.8.8'), null)
  })

  test('www is added where it makes sense', () => {
    assert.equal(wwwName('example.com'), 'www.example.com')
    for (const name of ['www.example.com', '*.example.com', '8.8.8.8', '2a00::1'])
      assert.equal(wwwName(name), null)
  })

  test('www and a wildcard are proven through the name they stand on', () => {
    assert.ok(isCoveredBy('www.example.com', 'example.com'))
    assert.ok(isCoveredBy('*.example.com', 'example.com'))
    assert.ok(!isCoveredBy('example.com', 'www.example.com'))
    assert.ok(!isCoveredBy('shop.example.com', 'example.com'))
    assert.ok(!isCoveredBy('wwwexample.com', 'example.com'))
  })

  test('a name over 64 characters cannot be the common name, an address can', () => {
    const can = (input: string): boolean => {
      const result = normalizeName(input)
      return result.ok && canBeCommonName(result.name)
    }
    assert.ok(can(`${'a'.repeat(52)}.example.com`))
    assert.ok(!can(`${'a'.repeat(53)}.example.com`))
    assert.ok(can('8.8.8.8') && can('2001:4860:4860::8888'))
  })
})

describe('properties of names', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.domain(),
    fc
      .array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 6 })
      .map((labels) => labels.join('.')),
    fc.tuple(fc.constantFrom('*.', '', ' ', 'xn--'), fc.domain()).map((parts) => parts.join('')),
    fc.ipV4(),
    fc.ipV6(),
  )

  test('whatever is typed has an answer, and an accepted name is in its final form', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const first = normalizeName(input)
        if (!first.ok) return
        const { name, display, kind } = first.name
        assert.deepEqual(normalizeName(name), { ok: true, name: first.name, notice: null })
        assert.equal(normal(display), name)
        if (kind !== 'ip') assert.match(bareName(name), /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/)
        assert.ok(name.length <= 230)
      }),
      { numRuns: 2000 },
    )
  })

  test('capitals and blanks around a domain name change nothing', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) =>
        assert.equal(normal(` ${domain.toUpperCase()}\t`), normal(domain)),
      ),
    )
  })

  test('a list without problems holds each input once, within its limit', () => {
    fc.assert(
      fc.property(fc.array(typed, { maxLength: 12 }), fc.integer({ min: 1, max: 8 }), (inputs, max) => {
        const { names, problems } = checkNames(inputs, { ...OPEN, max })
        assert.ok(problems.every(({ index, input }) => input === (inputs[index] ?? '')))
        if (problems.length > 0) return
        assert.equal(names.length, inputs.length)
        assert.equal(new Set(names.map(({ name }) => name)).size, inputs.length)
        assert.ok(names.length <= max)
      }),
    )
  })
})
