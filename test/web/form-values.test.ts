import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { bodyOf, postedValues, valuesOf } from '../../web/forms/form-values.ts'
import { fieldId, fieldOfPointer } from '../../web/forms/problems.ts'

const word = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/)
const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '')
const body = fc.dictionary(
  word,
  fc.oneof(
    text.map((value) => value.trim()),
    fc.array(
      text.map((value) => value.trim()),
      { minLength: 1, maxLength: 4 },
    ),
    fc.dictionary(
      word,
      text.map((value) => value.trim()),
      { minKeys: 1, maxKeys: 4 },
    ),
  ),
  { maxKeys: 6 },
)

describe('forms and JSON bodies', () => {
  test('a body survives the way through a form', () => {
    fc.assert(
      fc.property(body, (entered) => {
        assert.deepEqual(bodyOf(valuesOf(entered)), JSON.parse(JSON.stringify(entered)))
      }),
    )
  })

  test('names of fields spell objects and lists; what is empty is left out', () => {
    const values = {
      csr: ' text ',
      'subject.commonName': 'example.com',
      'subject.country': ' ',
      'names[]': ['example.com', '', ' www.example.com '],
      'verification.notify': '',
    }
    assert.deepEqual(bodyOf(values, ['verification.notify']), {
      csr: 'text',
      subject: { commonName: 'example.com' },
      names: ['example.com', 'www.example.com'],
      verification: { notify: false },
    })
  })

  test('a check box is true, false, or not on the form at all', () => {
    assert.deepEqual(bodyOf({ 'a.b': 'true' }, ['a.b']), { a: { b: true } })
    assert.deepEqual(bodyOf({ 'a.b': '' }, ['a.b']), { a: { b: false } })
    assert.deepEqual(bodyOf({}, ['a.b']), {})
  })

  test('only fields that the page has are taken from what was posted', () => {
    const posted = {
      csr: 'x',
      'names[]': 'one',
      '__proto__.polluted': 'yes',
      extra: 'y',
      'subject.state': ['a', 'b'],
    }
    assert.deepEqual(postedValues(posted, ['csr', 'names[]', 'subject.state']), {
      csr: 'x',
      'names[]': ['one'],
      'subject.state': 'b',
    })
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.deepEqual(postedValues('no form', ['csr', 'names[]']), { csr: '', 'names[]': [] })
  })

  test('a JSON pointer finds its field and its place on the page', () => {
    assert.deepEqual(fieldOfPointer('/subject/commonName'), { field: 'subject.commonName', index: null })
    assert.deepEqual(fieldOfPointer('/names/2'), { field: 'names[]', index: 2 })
    assert.deepEqual(fieldOfPointer('/names'), { field: 'names[]', index: null })
    assert.deepEqual(fieldOfPointer(''), { field: '', index: null })
    assert.equal(fieldId('subject.commonName'), 'subject-commonName')
    assert.equal(fieldId('names[]', 2), 'names-2')
    assert.equal(fieldId('names[]'), 'names')
  })
})
