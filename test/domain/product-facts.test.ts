import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { missingFields, requiredDocuments, requiredFields } from '../../domain/product-needs.ts'

describe('what a product wants to know', () => {
  test('a rule is met by any of its fields, and missed at its first', () => {
    const rules = ['csr', 'subject.locality|subject.state', 'contact.email']
    const given = (...fields: string[]) => missingFields(rules, (field) => fields.includes(field))
    assert.deepEqual(given('csr', 'subject.state', 'contact.email'), [])
    assert.deepEqual(given('csr'), [
      { field: 'subject.locality', code: 'locality-or-state-required' },
      { field: 'contact.email', code: 'required' },
    ])
  })

  test('DV: the names and whom to write to', () => {
    const fields = requiredFields({ kind: 'ssl', validation: 'DV' })
    assert.deepEqual(fields, ['csr', 'contact.firstName', 'contact.lastName', 'contact.email', 'names'])
    assert.deepEqual(requiredDocuments({ kind: 'ssl', validation: 'DV' }), [])
  })

  test('OV: also the organization and its papers', () => {
    const fields = requiredFields({ kind: 'ssl', validation: 'OV' })
    for (const field of [
      'subject.organization',
      'subject.locality|subject.state',
      'organization.taxNumber',
    ]) {
      assert.ok(fields.includes(field), field)
    }
    assert.deepEqual(requiredDocuments({ kind: 'ssl', validation: 'OV' }), ['ORGANIZATION', 'AUTHORIZATION'])
  })

  test('EV: also its registration', () => {
    const fields = requiredFields({ kind: 'ssl-multi', validation: 'EV' })
    for (const field of ['serialNumber', 'businessCategory', 'jurisdictionCountry']) {
      assert.ok(fields.includes(`subject.${field}`), field)
    }
  })

  test('S/MIME: an address, and a person where the certificate names one', () => {
    const mailbox = requiredFields({ kind: 'smime', validation: 'MV' })
    assert.ok(mailbox.includes('subject.email') && !mailbox.includes('names'))
    assert.ok(requiredFields({ kind: 'smime', validation: 'SV' }).includes('subject.surname'))
    assert.deepEqual(requiredDocuments({ kind: 'smime', validation: 'IV' }), ['APPLICANT'])
  })

  test('code signing: an organization, or the person who develops', () => {
    const company = requiredFields({ kind: 'code-signing', validation: 'OV' })
    assert.ok(company.includes('subject.organization') && !company.includes('names'))
    assert.ok(requiredFields({ kind: 'code-signing', validation: 'IV' }).includes('subject.givenName'))
    assert.ok(requiredFields({ kind: 'code-signing', validation: 'EV' }).includes('subject.businessCategory'))
  })
})
