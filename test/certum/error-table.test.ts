import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CA_ERRORS, meaningOf, UNKNOWN_ERROR } from '../../activities/ca/certum/error-table.ts'
import { CA_AWAY_CODES, PROBLEM_KINDS } from '../../activities/ca/errors.ts'
import en from '../../texts/ca.en.json' with { type: 'json' }
import pl from '../../texts/ca.pl.json' with { type: 'json' }
import { type Language, translate } from '../../texts/texts.ts'

/** The CA's numbers by subject, as its published lists have them; `a-b` is a range. */
const NUMBERS = `
  1084 1090
  1000 1001 1002 1032 1049 1063 1078 1150 2097 2109 2125 1194 1195
  1006 1014 1075 1080 1166 1167 1181 2025 2122 2163
  1010 1011 1012 1013 1033 1043 1079 2055 2131 2153 1023 1076 1077 1156 1169 1170
  1015-1022 1059 2058 1092-1095 2138 2139 2142 2175 2194 2198
  1024-1031 1126-1129 2141 2183 2195 2199 2144 2177 2178
  1096-1098 1100-1106 2140 2143 2179 2180 2184 2196 2200
  1099 2051 2137 2154-2156 2164-2169 2176 2181 2182 2197 2201
  1119-1125
  1007 1008 1045 1046 1085 1107 1115-1118 1148 1157 2088 2095 2130 2171 2186 2192 2193
  1037 1038 1040 1152 2157 1042 1087 1108 1147 2059 2061 2158-2160 2162
  1034-1036 1039 1041 1086 1112 1130 1158 2087
  1113 1114 1173 1176 1182-1187 2161 2188 2204 2205
  1009 1053-1055 1060 1065 1066 1072 1081 1048 1083 2121 1047 1050-1052 1056-1058 1061 1062 1064 1067 1068 1082
  2172 2173
  1044 2093 1069 1070 1071 1109 1191 2185 2187 1073 1074 1188-1190 1192 1193 1110 1111 2057 1140 1141 2104 2052
  1153-1155 2091 2127-2129
  1133 1159-1165 1168 2096
  1131 1132 1134 1135 1142-1146 2190 1136-1139 1151 2053
  2094 2126
  2049 2050 2056 2063-2070 2080-2083 2085 2170 2189 2191 2071-2079 2084 2086
  1196-1199 2000-2006 2010-2013 2016 2020 2021 2024 2026 2007-2009 2014 2015 2017-2019 2022 2023 2027-2048
  2089 2090 2124 1088 1089 1172`

function numbers(): number[] {
  return NUMBERS.trim()
    .split(/\s+/)
    .flatMap((text) => {
      const [first = 0, last = first] = text.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}

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
  test('knows every number once, with words in both languages', () => {
    const wanted = numbers()
    assert.equal(new Set(wanted).size, wanted.length)
    assert.deepEqual([...CA_ERRORS.keys()].sort(), [...wanted].sort())
    for (const number of wanted) {
      const { code, kind, path } = meaningOf(number)
      assert.match(code, /^[a-z]+(-[a-z]+)*$/)
      assert.ok(code in en && code in pl, `${number} ${code}`)
      assert.ok(PROBLEM_KINDS.includes(kind), `${number} ${kind}`)
      assert.ok(
        FIELDS.some((field) => field.test(path)),
        `${number} ${path}`,
      )
    }
  })

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
    [1151, 'already-cancelled', '', 'success'],
    [1012, 'order-already-placed', '', 'success'],
    [2204, 'check-running', '', 'wait'],
    [2205, 'too-many-checks', '', 'wait'],
    [1143, 'revocation-running', '', 'wait'],
    [1139, 'not-in-this-status', '', 'retry'],
    [1136, 'certificate-exists', '', 'final'],
    [1075, 'product-not-allowed', '', 'config'],
  ] as const) {
    test(`${number} is ${code}`, () => {
      assert.deepEqual(meaningOf(number), { code, path, kind })
    })
  }

  test('a number of the future is an unknown refusal', () => {
    for (const number of [0, -1, 999, 2203, 9999]) assert.equal(meaningOf(number), UNKNOWN_ERROR)
    assert.equal(UNKNOWN_ERROR.code, 'ca-error')
  })

  test('only a few numbers count as done, so that nothing is taken for done by mistake', () => {
    const done = [...CA_ERRORS].filter(([, { kind }]) => kind === 'success').map(([number]) => number)
    assert.deepEqual(done.sort(), [1012, 1145, 1151])
  })
})

/** What a text is told besides its code. */
const PARAMS: Record<string, string[]> = { 'field-too-long': ['max'], 'ca-error': ['number'] }

describe('what the CA says, in words', () => {
  test('both languages have the same keys, and no key without a use', () => {
    const codes = new Set([...CA_ERRORS.values()].map(({ code }) => code))
    const used = [...codes, UNKNOWN_ERROR.code, 'characters-not-allowed', ...CA_AWAY_CODES]
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

  test('every too-long field knows how long it may be', () => {
    for (const [number, { code, params }] of CA_ERRORS) {
      assert.equal(params !== undefined, code === 'field-too-long', String(number))
      const languages: Language[] = ['pl', 'en']
      for (const language of languages) {
        const text = translate(language, `ca:${code}`, params ?? {})
        assert.doesNotMatch(text, /\{\{|^ca:/, String(number))
        if (params !== undefined) assert.ok(text.includes(String(params.max)), String(number))
      }
    }
  })
})
