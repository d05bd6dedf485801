import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, hashOf } from '../../api/services/canonical-json.ts'
import { additionalNamesOf } from '../../api/services/configuration-context.ts'
import { judgeConfiguration } from '../../api/services/configuration-rules.ts'
import { problemText } from '../../api/services/field-texts.ts'
import { CertloomError } from '../../domain/errors.ts'
import { PRODUCT } from '../store/installation.ts'
import { makeCsr } from './csr-maker.ts'
import { CONTACT, MULTI } from './harness.ts'

const context = { product: MULTI, additionalNames: null, caMode: 'production' } as const
let csr = ''
before(async () => {
  csr = await makeCsr('shop.example.com')
})

async function verdict(body: unknown) {
  try {
    return { good: await judgeConfiguration(body, context), problems: [] }
  } catch (error) {
    assert.ok(error instanceof CertloomError, String(error))
    assert.equal(error.code, 'invalid-input')
    assert.ok(error.problems.length > 0)
    return { good: null, problems: error.problems }
  }
}

describe('the rules of a configuration', () => {
  test('answer any body at all with problems at JSON pointers that have a text, or take it', async () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'example.com', '*.example.com', '\u0000', 7))
    const body = fc.record(
      {
        csr: fc.oneof(field, fc.constant(csr)),
        names: fc.oneof(field, fc.array(fc.oneof(fc.domain(), fc.string()), { maxLength: 8 })),
        subject: fc.oneof(field, fc.record({ commonName: field, country: field })),
        verification: fc.oneof(field, fc.record({ method: field, emailPrefix: field, email: field })),
        contact: fc.oneof(field, fc.constant(CONTACT)),
        extra: field,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, fc.jsonValue()), async (input) => {
        const { problems } = await verdict(input)
        for (const problem of problems) {
          assert.match(problem.path, /^(\/([^~]|~0|~1)*)*$/s)
          for (const language of ['en', 'pl'] as const) {
            assert.doesNotMatch(
              problemText(problem, language),
              /\{\{[a-zA-Z]+\}\}|^This value cannot be accepted/,
            )
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('take good names in any order and case, each once, the common name first', async () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/)
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(label, { maxLength: 4 }), async (labels) => {
        const names = [...labels.map((each) => `${each}.example.org`.toUpperCase()), 'shop.example.com']
        const { good, problems } = await verdict({ csr, contact: CONTACT, names })
        assert.deepEqual(problems, [])
        assert.equal(good?.names[0], 'shop.example.com')
        assert.deepEqual(good?.names.toSorted(), names.map((name) => name.toLowerCase()).toSorted())
      }),
      { numRuns: 30 },
    )
  })

  test('take names of tests with the sandbox only', async () => {
    const test = await makeCsr('shop.example.test')
    const body = { csr: test, contact: CONTACT }
    assert.equal((await verdict(body)).problems[0]?.code, 'name-internal')
    const good = await judgeConfiguration(body, { ...context, caMode: 'sandbox' })
    assert.deepEqual(good.names, ['shop.example.test'])
  })

  test('count additional names as they were bought', () => {
    assert.equal(additionalNamesOf(PRODUCT, null), 1)
    assert.equal(additionalNamesOf(MULTI, null), 4)
    assert.equal(additionalNamesOf(MULTI, 2), 2)
    assert.equal(additionalNamesOf(MULTI, 'as-entered'), 4)
    assert.equal(additionalNamesOf(MULTI, 50), 4)
  })
})

describe('two bodies', () => {
  test('are the same whatever the order of their members, and differ in everything else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        const turned = Object.fromEntries(Object.entries(body).toReversed())
        assert.equal(hashOf(body), hashOf(turned))
        assert.deepEqual(JSON.parse(canonicalJson(body)), JSON.parse(JSON.stringify(body)))
        assert.notEqual(hashOf(body), hashOf({ ...body, 'one more': 1 }))
      }),
    )
    assert.notEqual(hashOf('a', 'b'), hashOf('ab'))
    assert.notEqual(hashOf(['a', 'b']), hashOf(['b', 'a']))
  })
})

describe('the words of a problem', () => {
  test('are not led astray by what was typed', () => {
    for (const name of ['$t(errors:problems.internal.title)', '{{code}}', '<b>&']) {
      const text = problemText({ code: 'common-name-not-listed', params: { name } }, 'en')
      assert.equal(text, `The common name “${name}” must be among the names.`)
    }
  })

  test('come from the CA’s table where the CA has spoken', () => {
    const ours = problemText({ code: 'csr-bad-signature' }, 'en')
    const theirs = problemText({ code: 'csr-bad-signature', caCode: 2125 }, 'en')
    assert.notEqual(ours, theirs)
  })
})
