import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixture } from '../pki/fixture.ts'
import { at, CONTACT, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
const csr = fixture('field/ov_mojibake.csr')
const good = { organization: 'Spółka Żółw', locality: 'Łódź', state: 'Łódzkie' }
const common = { csr, contact: CONTACT, organization: { taxNumber: 'PL5260250274' } }
const orders = { ov: '', dv: '' }

async function order(kind: keyof typeof orders): Promise<string> {
  orders[kind] ||= await startedOrder(api, { product: kind === 'ov' ? '631' : '601' })
  return orders[kind]
}

async function check(kind: keyof typeof orders, body: object, language = 'en') {
  return api.post(`/orders/${await order(kind)}/configuration/check`, { ...common, ...body }, { language })
}

describe('letters that were garbled on the way into a CSR', () => {
  for (const [language, pattern] of [
    ['en', /“SpÃ³Å ka Å»Ã³Å w”.*“Spółka Żółw”/],
    ['pl', /„SpÃ³Å ka Å»Ã³Å w”.*„Spółka Żółw”/],
  ] as const) {
    test(`are a finding in ${language}, with the text as it would stand in the certificate`, async () => {
      const reply = await api.post('/csr/inspect', { csr }, { language })
      assert.deepEqual(
        [at(reply.body, 'findings.0.code'), at(reply.body, 'findings.0.field')],
        ['subject-garbled', 'organization'],
      )
      assert.equal(at(reply.body, 'findings.0.refused'), false)
      assert.match(textAt(reply.body, 'findings.0.message'), pattern)
    })

    test(`are not ordered where people will read them, in ${language}`, async () => {
      const reply = await check('ov', {}, language)
      const fields = ['organization', 'locality', 'state']
      assert.deepEqual(
        problemsOf(reply),
        fields.map((field) => `/subject/${field} subject-garbled`),
      )
      assert.match(textAt(reply.body, 'errors.0.message'), pattern)
    })
  }

  test('are mended by what the form says, or confirmed as they are', async () => {
    assert.equal((await check('ov', { subject: good })).status, 200)
    const { state: _state, ...partly } = good
    assert.deepEqual(problemsOf(await check('ov', { subject: partly })), ['/subject/state subject-garbled'])
    assert.equal((await check('ov', { confirmSubject: true })).status, 200)
  })

  test('do not matter to a certificate that holds a name only', async () => {
    const { organization: _organization, ...body } = common
    const reply = await api.post(`/orders/${await order('dv')}/configuration/check`, body)
    assert.equal(reply.status, 200, reply.text)
  })

  test('are told in what is typed too', async () => {
    for (const [organization, code] of [
      ['SpÃ³Å‚ka', 'subject-garbled'],
      ['Spó³ka', 'subject-garbled'],
      ['Sp?łka', 'subject-letters-lost'],
    ]) {
      const reply = await check('ov', { subject: { ...good, organization } })
      assert.deepEqual(problemsOf(reply), [`/subject/organization ${code}`], organization)
    }
    const confirmed = { subject: { ...good, organization: 'Cube³ Studio' }, confirmSubject: true }
    assert.equal((await check('ov', confirmed)).status, 200)
  })
})

describe('encodings that make a certificate of no use', () => {
  for (const [file, code] of [
    ['b13c-version-2', 'csr-version'],
    ['b17i-negative-modulus', 'key-encoding'],
    ['b17m-spki-no-null', 'key-encoding'],
    ['b17p-nonminimal-modulus', 'key-encoding'],
  ]) {
    for (const [language, pattern] of [
      ['en', /openssl req -new/],
      ['pl', /Utwórz nowy CSR.*openssl req -new/],
    ] as const) {
      test(`${file} is refused in ${language}, with what to do`, async () => {
        const body = { csr: fixture(`field/${file}.csr`), contact: CONTACT }
        const reply = await api.post(`/orders/${await order('dv')}/configuration`, body, { language })
        assert.deepEqual(problemsOf(reply), [`/csr ${code}`])
        assert.match(textAt(reply.body, 'errors.0.message'), pattern)
      })
    }
  }
})
