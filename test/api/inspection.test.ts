import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixture } from '../pki/fixture.ts'
import { makeCsr, truncated, withWrongSignature } from './csr-maker.ts'
import { at, problemsOf, textAt, withApi } from './harness.ts'

const api = withApi()

describe('a CSR that is looked at', () => {
  test('tells subject, names, key, signature and fingerprint', async () => {
    const csr = await makeCsr('example.com', ['example.com', 'www.example.com'])
    const reply = await api.post('/csr/inspect', { csr }, { token: api.tokens.reader })
    assert.equal(reply.status, 200, reply.text)
    assert.deepEqual(at(reply.body, 'subject'), { commonName: 'example.com' })
    assert.deepEqual(at(reply.body, 'names'), ['example.com', 'www.example.com'])
    assert.equal(at(reply.body, 'key.curve'), 'P-256')
    assert.deepEqual(at(reply.body, 'signature'), { algorithm: 'ECDSA-SHA256', valid: true })
    assert.match(textAt(reply.body, 'sha256'), /^[0-9a-f]{64}$/)
    assert.deepEqual(at(reply.body, 'findings'), [])
  })

  for (const [language, pattern] of [
    ['en', /signature/],
    ['pl', /podpis/i],
  ] as const) {
    test(`tells in ${language} what is weak or wrong, but readable`, async () => {
      const weak = await api.post('/csr/inspect', { csr: fixture('rsa-1024.csr') }, { language })
      assert.equal(weak.status, 200)
      assert.deepEqual(
        [at(weak.body, 'findings.0.code'), at(weak.body, 'findings.0.refused')],
        ['rsa-too-short', true],
      )
      const csr = withWrongSignature(await makeCsr('example.com'))
      const wrong = await api.post('/csr/inspect', { csr }, { language })
      assert.equal(at(wrong.body, 'signature.valid'), false)
      assert.match(textAt(wrong.body, 'findings.0.message'), pattern)
    })

    test(`is refused in ${language} when it cannot be read`, async () => {
      for (const [csr, code] of [
        [truncated(await makeCsr('example.com')), 'csr-truncated'],
        [fixture('leaf.pem'), 'csr-is-certificate'],
        ['A'.repeat(100_000), 'csr-too-large'],
      ] as const) {
        const reply = await api.post('/csr/inspect', { csr }, { language })
        assert.deepEqual([reply.status, problemsOf(reply)], [422, [`/csr ${code}`]])
      }
      assert.deepEqual(problemsOf(await api.post('/csr/inspect', {}, { language })), ['/csr required'])
    })
  }
})

describe('names that are looked at', () => {
  test('come back in their one form, with those who may approve them and what the product says', async () => {
    const names = ['Żółw.example.com', '*.example.com', 'bad_one', 'shop.example.test']
    const reply = await api.post('/names/inspect', { product: '931', names })
    assert.equal(reply.status, 200, reply.text)
    assert.equal(at(reply.body, 'names.0.name'), 'xn--w-uga1v8h.example.com')
    assert.equal(at(reply.body, 'names.0.display'), 'żółw.example.com')
    const approvers = at(reply.body, 'names.1.approverAddresses')
    assert.ok(Array.isArray(approvers) && approvers.includes('admin@example.com'))
    assert.equal(at(reply.body, 'names.2.name'), null)
    const problems = at(reply.body, 'problems')
    assert.ok(Array.isArray(problems))
    assert.deepEqual(
      problems.map((problem: unknown) => `${textAt(problem, 'path')} ${textAt(problem, 'code')}`),
      ['/names/1 wildcard-forbidden', '/names/2 name-underscore'],
    )
    assert.deepEqual(at(reply.body, 'methods'), ['ADMIN', 'DNS_TXT_PREFIX'])
  })

  for (const [language, pattern] of [
    ['en', /wildcard/],
    ['pl', /Pliku/],
  ] as const) {
    test(`tell in ${language} what stands against a method`, async () => {
      const names = ['example.com', '*.example.com', '8.8.8.8', 'bad_one']
      const reply = await api.post('/names/inspect', { product: '931', names }, { language })
      const findings = at(reply.body, 'findings')
      assert.ok(Array.isArray(findings))
      const wildcard = findings.find((finding: unknown) => textAt(finding, 'code') === 'file-wildcard')
      assert.deepEqual([at(wildcard, 'name'), at(wildcard, 'method')], ['*.example.com', 'FILE'])
      assert.match(textAt(wildcard, 'message'), pattern)
      const lines = findings.map((finding: unknown) => `${at(finding, 'name')} ${textAt(finding, 'method')}`)
      assert.ok(lines.includes('8.8.8.8 DNS_TXT_PREFIX'), lines.join())
      assert.ok(!lines.includes('8.8.8.8 FILE') && !lines.some((line) => line.includes('bad')))
    })
  }

  for (const [language, pattern] of [
    ['en', /the name alone was taken/],
    ['pl', /wzięto samą nazwę/],
  ] as const) {
    test(`say in ${language} what was made of web addresses and of doubles`, async () => {
      const names = ['https://żółw.example.com/kup', 'XN--w-uga1v8h.example.com.', '8.8.8.8', 'a\u0000b.pl']
      const reply = await api.post('/names/inspect', { product: '931', names }, { language })
      assert.deepEqual(
        [at(reply.body, 'names.0.name'), at(reply.body, 'names.1.name'), at(reply.body, 'names.3.name')],
        ['xn--w-uga1v8h.example.com', 'xn--w-uga1v8h.example.com', null],
      )
      const codes = (list: unknown): string[] => {
        assert.ok(Array.isArray(list))
        return list.map((each: unknown) => `${textAt(each, 'path')} ${textAt(each, 'code')}`)
      }
      assert.deepEqual(codes(at(reply.body, 'problems')), ['/names/3 name-characters'])
      assert.deepEqual(codes(at(reply.body, 'notices')), [
        '/names/0 name-from-address',
        '/names/1 name-duplicate',
        '/names/2 ip-forces-file',
      ])
      assert.match(textAt(reply.body, 'notices.0.message'), pattern)
    })

    test(`say in ${language} which two names leave no method, and whom an address forces`, async () => {
      const together = { product: '961', names: ['*.example.com', 'example.com', '8.8.8.8'] }
      const refused = await api.post('/names/inspect', together, { language })
      assert.deepEqual(at(refused.body, 'problems.0.path'), '/names/2')
      assert.deepEqual(at(refused.body, 'problems.0.code'), 'wildcard-with-ip')
      assert.match(textAt(refused.body, 'problems.0.message'), /\*\.example\.com.*8\.8\.8\.8/)
      const forced = { product: '961', names: ['example.com', 'https://8.8.8.8:8443/'] }
      const reply = await api.post('/names/inspect', forced, { language })
      assert.deepEqual(at(reply.body, 'problems'), [])
      assert.deepEqual(at(reply.body, 'methods'), ['FILE'])
      assert.deepEqual(at(reply.body, 'notices.1.code'), 'ip-forces-file')
    })
  }

  test('need a product that exists', async () => {
    const reply = await api.post('/names/inspect', { product: 'x', names: [] })
    assert.deepEqual(problemsOf(reply), ['/product product-unknown'])
  })
})

describe('the catalogue', () => {
  test('says what each product takes and wants to know', async () => {
    const reply = await api.get('/products')
    const items = at(reply.body, 'items')
    assert.ok(Array.isArray(items))
    const byCode = new Map(items.map((item: unknown) => [textAt(item, 'code'), item]))
    const single = byCode.get('601')
    assert.deepEqual(at(single, 'names'), { included: 2, max: 2, step: 1 })
    assert.ok(Number(at(single, 'maxCertificateDays')) <= 199)
    assert.deepEqual(at(single, 'requiredDocuments'), [])
    const trusted = at(byCode.get('631'), 'requiredFields')
    assert.ok(Array.isArray(trusted) && trusted.includes('subject.locality|subject.state'))
    assert.equal(at(byCode.get('999'), 'enabled'), false)
    assert.deepEqual(at(byCode.get('841'), 'emailPrefixes'), [])
    assert.deepEqual(at(single, 'methodEnds'), [{ method: 'ADMIN', date: '2028-03-15' }])
    assert.deepEqual(at(byCode.get('841'), 'methodEnds'), [])
  })
})
