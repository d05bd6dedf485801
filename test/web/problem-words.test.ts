import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { CA_AWAY_CODES } from '../../activities/ca/errors.ts'
import { LEDGER_ACTIONS } from '../../store/queries/ledger.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { pageTexts } from '../../web/page-texts.ts'
import { partWords, problemWords } from '../../web/problem-words.ts'
import { COMMAND_NAMES } from '../../workflows/contract.ts'

/** What `caFailureOf` makes of activities that fail otherwise, and what they are failed with by name. */
const OURS = ['ca-timeout', 'internal', 'database-away', 'certificate-does-not-match'] as const
/** What the CA is waited for because of, as `unavailable('…')` in its activities says. */
const WAITING = ['ca-control-check-later', 'ca-answer-awaited', 'ca-order-may-still-land'] as const
const NOT_YET = [...WAITING, 'certificate-not-there-yet', 'mail-still-valid'] as const
const REFUSALS = Object.keys(
  JSON.parse(readFileSync(new URL('../../texts/ca.en.json', import.meta.url), 'utf8')) as object,
).map((key) => key.replace(/_(?:one|few|many|other)$/, ''))

describe('a problem that an order or the CA has', () => {
  for (const language of LANGUAGES)
    test(`has words, whatever its code: ${language}`, () => {
      const unknown = 'never-heard-of'
      const [fallback = ''] = problemWords(unknown, language).split(unknown)
      assert.notEqual(fallback, '')
      for (const code of [...CA_AWAY_CODES, ...OURS, ...NOT_YET, ...REFUSALS]) {
        const words = problemWords(code, language)
        assert.ok(words.length > 10 && !words.startsWith(fallback), `${code}: ${words}`)
      }
      assert.match(problemWords(unknown, language), /never-heard-of/)
      for (const code of NOT_YET) assert.ok(pageTexts(language).has(`problem.${code}`), code)
    })

  test('of an exchange with the CA has a word for its result', () => {
    for (const language of LANGUAGES)
      for (const code of [...CA_AWAY_CODES, 'refused', 'unsendable', 'ok'])
        assert.ok(pageTexts(language).has(`order-admin:exchanges.result.${code}`), `${code} in ${language}`)
  })

  test('and what an order had done, and was asked for, have words', () => {
    for (const language of LANGUAGES) {
      const { has } = pageTexts(language)
      for (const action of LEDGER_ACTIONS) assert.ok(has(`timeline:effect.${action}`), action)
      for (const name of [...COMMAND_NAMES, 'create']) assert.ok(has(`timeline:command.${name}`), name)
    }
  })

  test('of another part says what is known of it', () => {
    assert.equal(partWords('mail', 'waiting: 3', 'en'), '3 mails could not be sent yet, and are tried again.')
    assert.equal(partWords('mail', 'waiting: 22', 'pl')?.startsWith('22 wiadomości czekają'), true)
    assert.equal(partWords('database', 'timeout', 'en'), 'No answer in time.')
    assert.equal(partWords('temporal', null, 'pl'), null)
    assert.match(partWords('ca', 'no-account', 'pl') ?? '', /Nie ma jeszcze konta/)
  })
})
