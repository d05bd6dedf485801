import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  findingOf,
  openFindings,
  PREFLIGHT_CODES,
  type PreflightOrder,
  sortedFindings,
} from '../../domain/preflight.ts'
import {
  areAccountsObeyed,
  type CaaAnswer,
  type CaaQuestion,
  judgeCaa,
  parseIssueValue,
  relevantCaa,
} from '../../domain/preflight-caa.ts'
import { staticFindings } from '../../domain/preflight-static.ts'
import english from '../../texts/preflight.en.json' with { type: 'json' }
import polish from '../../texts/preflight.pl.json' with { type: 'json' }

/** Reads `128 tag value` lines. */
function records(...lines: string[]) {
  return lines.map((line) => {
    const [flags = '', tag = '', ...value] = line.split(' ')
    return { flags: Number(flags), tag, value: value.join(' ') }
  })
}

const PLAIN: CaaQuestion = { kind: 'ssl', isWildcard: false, method: 'DNS_TXT_PREFIX' }
const WILDCARD: CaaQuestion = { ...PLAIN, kind: 'ssl-wildcard', isWildcard: true }
const MAIL: CaaQuestion = { kind: 'smime', isWildcard: false, method: null }

describe('what a set of CAA records says to Certum', () => {
  const cases: readonly (readonly [string, CaaQuestion, string, ...string[]])[] = [
    ['certum.pl may issue', PLAIN, 'allows', '0 issue certum.pl'],
    ['certum.eu may issue, whatever its letters', PLAIN, 'allows', '0 ISSUE Certum.EU'],
    [
      'one that names Certum among others is enough',
      PLAIN,
      'allows',
      '0 issue other.test',
      '0 issue certum.pl',
    ],
    ['another authority alone forbids', PLAIN, 'forbids', '0 issue letsencrypt.org'],
    ['nobody may issue', PLAIN, 'forbids', '0 issue ;'],
    ['an empty value lets nobody issue', PLAIN, 'forbids', '0 issue '],
    ['a name that only begins so is another', PLAIN, 'forbids', '0 issue certum.pl.evil.test'],
    ['a set without issue restricts nothing', PLAIN, 'allows', '0 iodef mailto:a@b.test', '0 issuewild ;'],
    ['issuemail restricts no names', PLAIN, 'allows', '0 issuemail ;'],
    ['a wildcard asks issuewild first', WILDCARD, 'forbids', '0 issue certum.pl', '0 issuewild ;'],
    ['a wildcard is allowed by issuewild', WILDCARD, 'allows', '0 issue ;', '0 issuewild certum.pl'],
    ['a wildcard without issuewild asks issue', WILDCARD, 'forbids', '0 issue ;'],
    ['a plain name does not ask issuewild', PLAIN, 'allows', '0 issue certum.pl', '0 issuewild ;'],
    ['mail asks issuemail', MAIL, 'forbids', '0 issuemail ;', '0 issue certum.pl'],
    ['mail is allowed by issuemail', MAIL, 'allows', '0 issuemail certum.pl', '0 issue ;'],
    ['mail does not ask issue', MAIL, 'allows', '0 issue ;'],
    ['an unknown critical tag forbids', PLAIN, 'critical', '0 issue certum.pl', '128 future x'],
    ['an unknown tag that is not critical is passed over', PLAIN, 'allows', '1 future x'],
    ['a known critical tag is known', PLAIN, 'allows', '128 issue certum.pl', '128 iodef mailto:a@b.test'],
    ['the method is welcome', PLAIN, 'allows', '0 issue certum.pl; validationmethods=ca-tbr-4,ca-tbr-7'],
    [
      'the method is welcome in the newer word',
      PLAIN,
      'allows',
      '0 issue certum.pl;validationmethods=TLSBR-7',
    ],
    ['the method is not welcome', PLAIN, 'method', '0 issue certum.pl; validationmethods=ca-tbr-18'],
    [
      'methods said twice welcome none',
      PLAIN,
      'method',
      '0 issue certum.pl; validationmethods=ca-tbr-7; validationmethods=ca-tbr-7',
    ],
    ['no method is welcome', PLAIN, 'method', '0 issue certum.pl; validationmethods='],
    [
      'another record welcomes the method',
      PLAIN,
      'allows',
      '0 issue certum.pl; validationmethods=ca-tbr-4',
      '0 issue certum.eu',
    ],
    ['one account alone may order', PLAIN, 'account', '0 issue certum.pl; accounturi=https://ca.test/1'],
    [
      'without an account another record may let issue',
      PLAIN,
      'allows',
      '0 issue certum.pl; accounturi=x',
      '0 issue certum.pl',
    ],
    ['foreign parameters are passed over', PLAIN, 'allows', '0 issue certum.pl; policy=ev'],
    ['a broken value names nobody', PLAIN, 'forbids', '0 issue certum.pl; policy'],
  ]
  for (const [what, question, verdict, ...lines] of cases) {
    test(what, () => assert.equal(judgeCaa(records(...lines), question).verdict, verdict))
  }

  test('each method has its own tag', () => {
    const tags = { ADMIN: 4, FILE: 18, DNS_TXT: 7, DNS_CNAME: 7, DNS_CNAME_PREFIX: 7 } as const
    for (const [method, section] of Object.entries(tags)) {
      const allowed = (tag: number) =>
        judgeCaa(records(`0 issue certum.pl; validationmethods=ca-tbr-${tag}`), {
          ...PLAIN,
          method: method as keyof typeof tags,
        }).verdict
      assert.deepEqual(
        [4, 7, 18].filter((tag) => allowed(tag) === 'allows'),
        [section],
        method,
      )
    }
  })

  test('the record that decides and what to publish instead are said', () => {
    assert.deepEqual(judgeCaa(records('0 issuewild other.test', '0 issue certum.pl'), WILDCARD), {
      verdict: 'forbids',
      record: '0 issuewild "other.test"',
      publish: '0 issuewild "certum.pl"',
    })
    assert.deepEqual(judgeCaa(records('0 issue certum.eu; validationmethods=ca-tbr-4'), PLAIN), {
      verdict: 'method',
      record: '0 issue "certum.eu; validationmethods=ca-tbr-4"',
      publish: '0 issue "certum.eu; validationmethods=ca-tbr-7"',
    })
    const mail = judgeCaa(records('0 issuemail ;'), MAIL)
    assert.equal(mail.verdict !== 'allows' && mail.publish, '0 issuemail "certum.pl"')
  })

  test('accounts are obeyed from the day they must be', () => {
    assert.equal(areAccountsObeyed(new Date('2027-03-14T23:59:59Z')), false)
    assert.equal(areAccountsObeyed(new Date('2027-03-15T00:00:00Z')), true)
  })
})

describe('the value of an issue property', () => {
  test('is an issuer and parameters, with space where it may be', () => {
    assert.deepEqual(parseIssueValue(' Certum.pl ; a=1; B = x:y ;'), {
      issuer: 'certum.pl',
      parameters: [
        ['a', '1'],
        ['b', 'x:y'],
      ],
    })
    for (const nobody of [
      '',
      ';',
      ' ; a=1',
      'certum pl',
      'certum.pl; a',
      'certum.pl;;a=1',
      '%%',
      '-a.test',
    ]) {
      assert.equal(parseIssueValue(nobody).issuer, '', nobody)
    }
  })

  test('is read whatever it holds, and never names another issuer than its text does', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { issuer } = parseIssueValue(text)
        assert.ok(text.toLowerCase().includes(issuer))
      }),
    )
  })
})

describe('the climb for CAA records', () => {
  const label = fc.stringMatching(/^[a-z]{1,3}$/)
  const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'))
  const answer: fc.Arbitrary<CaaAnswer> = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ records: [] }) },
    { weight: 2, arbitrary: fc.constant({ records: records('0 issue certum.pl') }) },
    { weight: 1, arbitrary: fc.constantFrom({ failure: 'failed' } as const, { failure: 'silent' } as const) },
  )

  test('ends at the closest name that says anything, and asks nobody above it', async () => {
    await fc.assert(
      fc.asyncProperty(name, fc.array(answer, { minLength: 6, maxLength: 6 }), async (from, answers) => {
        const asked: string[] = []
        const found = await relevantCaa(from, async (at) => {
          asked.push(at)
          return answers[asked.length - 1] ?? { records: [] }
        })
        const depth = from.split('.').length
        const ancestors = Array.from({ length: depth }, (_, up) => from.split('.').slice(up).join('.'))
        const telling = answers
          .slice(0, depth)
          .findIndex((each) => 'failure' in each || each.records.length > 0)
        assert.deepEqual(asked, telling < 0 ? ancestors : ancestors.slice(0, telling + 1))
        assert.deepEqual(found, telling < 0 ? null : { at: ancestors[telling], ...answers[telling] })
      }),
    )
  })
})

describe('what an order says by itself', () => {
  const NOW = new Date('2027-01-01T00:00:00Z')
  const said = (changes: Partial<PreflightOrder>) =>
    staticFindings({
      kind: 'ssl-multi-wildcard',
      names: ['shop.test'],
      method: 'DNS_TXT_PREFIX',
      now: NOW,
      isIp: (name) => isIP(name) !== 0,
      registrableDomain: (name) => name.split('.').slice(-2).join('.'),
      ...changes,
    }).map(({ name, severity, code }) => `${name ?? 'all'} ${severity} ${code}`)

  test('a file proves no wildcard', () => {
    assert.deepEqual(said({ method: 'FILE', names: ['shop.test', '*.shop.test'] }), [
      '*.shop.test problem file-wildcard',
    ])
  })

  test('an IP address is proven by a file alone', () => {
    assert.deepEqual(said({ method: 'FILE', names: ['192.0.2.1', '2001:db8::1'] }), [])
    for (const method of ['ADMIN', 'DNS_TXT'] as const) {
      assert.deepEqual(said({ method, names: ['192.0.2.1'] }), ['192.0.2.1 problem ip-needs-file'])
    }
  })

  test('proof by mail has an end, told 90 days before, and where the term reaches it', () => {
    const at = (now: string, termEndsAt?: string) =>
      said({
        method: 'ADMIN',
        now: new Date(now),
        termEndsAt: termEndsAt === undefined ? null : new Date(termEndsAt),
      })
    assert.deepEqual(at('2027-12-15T23:59:59Z'), [])
    assert.deepEqual(at('2027-12-16T00:00:00Z'), ['all warning method-ends'])
    assert.deepEqual(at('2026-09-01T00:00:00Z', '2028-03-14T00:00:00Z'), [])
    assert.deepEqual(at('2026-09-01T00:00:00Z', '2028-03-15T00:00:00Z'), ['all warning method-ends'])
    assert.deepEqual(at('2028-03-15T00:00:00Z'), ['all problem method-ended'])
    assert.deepEqual(said({ method: 'FILE', now: new Date('2028-03-15T00:00:00Z') }), [])
  })

  test('a CNAME cannot stand at a whole domain', () => {
    assert.deepEqual(said({ method: 'DNS_CNAME' }), ['shop.test warning cname-at-apex'])
    assert.deepEqual(said({ method: 'DNS_CNAME', names: ['a.shop.test'] }), [])
    assert.deepEqual(said({ method: 'DNS_CNAME_PREFIX' }), [])
  })

  test('www is proven through the bare name where both are ordered, and not by files', () => {
    const names = ['shop.test', 'www.shop.test']
    assert.deepEqual(said({ names }), ['www.shop.test ok www-through-bare'])
    assert.deepEqual(said({ names: ['www.shop.test'] }), [])
    assert.deepEqual(said({ names, method: 'FILE' }), [])
  })

  test('an internationalised name is written otherwise in the DNS', () => {
    assert.deepEqual(said({ names: ['xn--kw-4ja.test'] }), ['xn--kw-4ja.test ok idn-written'])
  })

  test('keys for mail and code prove no names', () => {
    assert.deepEqual(said({ kind: 'smime', names: ['a@shop.test'], method: null }), [])
    assert.deepEqual(said({ kind: 'code-signing', names: [], method: null }), [])
  })
})

describe('findings', () => {
  test('are told once, problems first', () => {
    const ok = findingOf('a.test', 'ok', 'caa-allows', { at: 'a.test' })
    const warning = findingOf(null, 'warning', 'look-unfinished', { names: 1 })
    const problem = findingOf('a.test', 'problem', 'file-wildcard')
    assert.deepEqual(sortedFindings([ok, warning, problem, { ...ok }]), [problem, warning, ok])
  })

  test('about the proof of a proven name no longer count, about CAA they do', () => {
    const order = findingOf(null, 'warning', 'method-ends')
    const caa = findingOf('a.test', 'problem', 'caa-forbids')
    const [proven, open] = ['a.test', 'b.test'].map((name) => findingOf(name, 'problem', 'record-missing'))
    assert.ok(proven !== undefined && open !== undefined)
    const counting = openFindings([order, caa, proven, open], (name) => name === 'a.test')
    assert.deepEqual(counting, [order, caa, open])
  })

  test('hold what can be kept and shown, whatever others publish', () => {
    const { params } = findingOf('a.test', 'problem', 'record-different', {
      found: `a\0b\nc${'\ud83d'}`,
      value: 'x'.repeat(10_000),
      n: 3,
    })
    assert.equal(params.found, 'a\uFFFDb\uFFFDc\uFFFD')
    assert.equal(String(params.value).length, 401)
    assert.equal(params.n, 3)
  })

  const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, gap]) => gap).sort()
  test('have a sentence for each code in both languages, with the same gaps', () => {
    assert.deepEqual(Object.keys(english).sort(), [...PREFLIGHT_CODES].sort())
    assert.deepEqual(Object.keys(polish), Object.keys(english))
    const other: Record<string, string> = polish
    for (const [code, text] of Object.entries(english)) {
      assert.deepEqual(placeholders(other[code] ?? ''), placeholders(text), code)
    }
  })
})
