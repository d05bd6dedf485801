import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  CA_ERROR_ROWS,
  CA_ERRORS,
  isKnownError,
  meaningOf,
  spread,
  UNKNOWN_ERROR,
} from '../../activities/ca/certum/error-table.ts'
import { CA_AWAY_CODES, PROBLEM_KINDS } from '../../activities/ca/errors.ts'
import en from '../../texts/ca.en.json' with { type: 'json' }
import pl from '../../texts/ca.pl.json' with { type: 'json' }
import { type Language, translate } from '../../texts/texts.ts'
import { ERROR_GROUPS, numbersOf } from './support/error-numbers.ts'

/** Fields of the REST bodies that a number may point at. */
const FIELDS = [
  /^$/,
  /^\/(csr|hashAlgorithm|names|addNames|verification|contact|revocationEmail)$/,
  /^\/verification\/(method|emailPrefix|email|notify)$/,
  /^\/contact\/(firstName|lastName|phone|email)$/,
  /^\/organization\/taxNumber$/,
  /^\/subject\/(commonName|organization|locality|state|country|email|givenName|surname|serialNumber)$/,
  /^\/subject\/(businessCategory|streetAddress|postalCode|jurisdiction(Locality|State|Country))$/,
  // Not in our forms, but in CSRs.
  /^\/subject\/(organizationalUnit|description)$/,
  /^\/(serialNumber|certificate|reason|compromisedOn|note|files|type|description)$/,
]

describe('the table of error numbers', () => {
  test('knows every number of the CA’s lists, each once, and no other', () => {
    const wanted = Object.values(ERROR_GROUPS).flatMap(numbersOf)
    assert.equal(new Set(wanted).size, wanted.length)
    const known = CA_ERROR_ROWS.flatMap(([numbers]) => numbers.flatMap(spread))
    assert.deepEqual(known.sort(), wanted.sort())
    assert.equal(CA_ERRORS.size, wanted.length)
  })

  for (const [name, group] of Object.entries(ERROR_GROUPS)) {
    test(`${name}: codes with words, at fields that bodies have, of a kind that fits`, () => {
      for (const number of numbersOf(group)) {
        const { code, kind, path } = meaningOf(number)
        assert.ok(code in en && code in pl, `${number} ${code}`)
        assert.match(code, group.code ?? /^[a-z]+(-[a-z]+)*$/, String(number))
        assert.match(path, group.path, `${number} ${path}`)
        assert.ok(group.kinds.includes(kind) && PROBLEM_KINDS.includes(kind), `${number} ${kind}`)
        assert.ok(
          FIELDS.some((field) => field.test(path)),
          `${number} ${path}`,
        )
      }
    })
  }

  for (const [number, code, path, kind] of [
    [1002, 'csr-missing', '/csr', 'input'],
    [1032, 'key-already-used', '/csr', 'input'],
    [1008, 'name-invalid', '/names', 'input'],
    [1016, 'field-missing', '/subject/organization', 'input'],
    [1042, 'method-not-supported', '/verification/method', 'input'],
    [2159, 'prefix-missing', '/verification/emailPrefix', 'input'],
    [2160, 'verification-email-missing', '/verification/email', 'input'],
    [1060, 'email-invalid', '/contact/email', 'input'],
    [1048, 'tax-number-invalid', '/organization/taxNumber', 'input'],
    [2172, 'revocation-email-is-login', '/revocationEmail', 'input'],
    [1145, 'already-revoked', '', 'success'],
    [2191, 'file-sent-before', '/files', 'success'],
    [2130, 'name-already-in-certificate', '/addNames', 'input'],
    [1141, 'compromise-date-invalid', '/compromisedOn', 'input'],
    [1135, 'revocation-reason-invalid', '/reason', 'input'],
    [2083, 'document-type-invalid', '/type', 'input'],
    [1154, 'too-many-rows', '', 'config'],
    [1151, 'already-cancelled', '', 'success'],
    [1012, 'order-already-placed', '', 'success'],
    [2204, 'check-running', '', 'wait'],
    [2205, 'too-many-checks', '', 'wait'],
    [1143, 'revocation-running', '', 'wait'],
    [1139, 'not-in-this-status', '', 'retry'],
    [1136, 'certificate-exists', '', 'final'],
    [1075, 'product-not-allowed', '', 'config'],
    [1176, 'verification-not-now', '', 'retry'],
    [2081, 'file-name-invalid', '/files', 'input'],
    [1149, 'language-invalid', '', 'config'],
    [1171, 'operation-not-for-product', '', 'config'],
    [1174, 'verification-missing', '/verification', 'input'],
    [1179, 'email-invalid', '/verification/email', 'input'],
    [1180, 'prefix-invalid', '/verification/emailPrefix', 'input'],
    [2062, 'notify-invalid', '/verification/notify', 'config'],
  ] as const) {
    test(`${number} is ${code}`, () => {
      assert.deepEqual(meaningOf(number), { code, path, kind })
    })
  }

  test('a number of the future is an unknown refusal', () => {
    for (const number of [0, -1, 999, 2203, 9999]) {
      assert.equal(meaningOf(number), UNKNOWN_ERROR)
      assert.equal(isKnownError(number), false)
    }
    assert.equal(UNKNOWN_ERROR.code, 'ca-error')
  })

  test('only a few numbers count as done, so that nothing is taken for done by mistake', () => {
    const done = [...CA_ERRORS].filter(([, { kind }]) => kind === 'success').map(([number]) => number)
    assert.deepEqual(done.sort(), [1012, 1145, 1151, 2191])
  })
})

/** What a text is told besides its code. */
const PARAMS: Record<string, string[]> = {
  'field-too-long': ['max'],
  'file-name-length': ['min', 'max'],
  'ca-error': ['number'],
}

describe('what the CA says, in words', () => {
  test('both languages have the same keys, and no key without a use', () => {
    const codes = new Set([...CA_ERRORS.values()].map(({ code }) => code))
    const used = [
      ...codes,
      UNKNOWN_ERROR.code,
      'characters-not-allowed',
      'request-misunderstood',
      ...CA_AWAY_CODES,
    ]
    assert.deepEqual(Object.keys(en).sort(), [...used].sort())
    assert.deepEqual(Object.keys(pl).sort(), [...used].sort())
  })

  for (const [language, texts] of [
    ['en', en],
    ['pl', pl],
  ] as const) {
    test(`${language}: each is whole sentences, and says only what is known`, () => {
      for (const [code, text] of Object.entries(texts)) {
        assert.match(text, /^\p{Lu}.*\.$/u, code)
        assert.ok(text.length <= 170, `${code} is long`)
        const params = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)
        assert.deepEqual(params, PARAMS[code] ?? [], code)
      }
    })
  }

  test('an unknown number is shown with its number', () => {
    for (const language of ['pl', 'en'] as const)
      assert.match(translate(language, 'ca:ca-error', { number: 4711 }), /4711/)
  })

  test('every too-long field knows how long it may be', () => {
    for (const [number, { code, params }] of CA_ERRORS) {
      assert.equal(
        params !== undefined,
        ['field-too-long', 'file-name-length'].includes(code),
        String(number),
      )
      const languages: Language[] = ['pl', 'en']
      for (const language of languages) {
        const text = translate(language, `ca:${code}`, params ?? {})
        assert.doesNotMatch(text, /\{\{|^ca:/, String(number))
        if (params !== undefined) assert.ok(text.includes(String(params.max)), String(number))
      }
    }
  })
})
