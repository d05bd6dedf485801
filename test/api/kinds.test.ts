import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { judgeConfiguration } from '../../api/services/configuration-rules.ts'
import { CertloomError } from '../../domain/errors.ts'
import { CONTROL_METHODS, type ProductSnapshot } from '../../domain/product.ts'
import { PRODUCT } from '../store/installation.ts'
import { makeCsr, makeRsaCsr } from './csr-maker.ts'
import { CODE_SIGNING, CONTACT, MULTI_WILDCARD } from './harness.ts'

async function problemsIn(
  product: ProductSnapshot,
  body: Record<string, unknown>,
): Promise<readonly string[]> {
  try {
    await judgeConfiguration(
      { contact: CONTACT, ...body },
      { product, additionalNames: null, caMode: 'test' },
    )
    return []
  } catch (error) {
    assert.ok(error instanceof CertloomError, String(error))
    return error.problems.map(({ path, code }) => `${path} ${code}`)
  }
}

describe('one method for all names', () => {
  const product = { ...MULTI_WILDCARD, methods: CONTROL_METHODS }
  let csr = ''
  before(async () => {
    csr = await makeCsr('example.com')
  })
  const problemsWith = (method: string, ...names: string[]) =>
    problemsIn(product, {
      csr,
      names: ['example.com', ...names],
      verification: { method, ...(method === 'ADMIN' ? { emailPrefix: 'ADMIN' } : {}) },
    })

  for (const method of CONTROL_METHODS) {
    test(`${method} beside a wildcard, beside an address, and beside both`, async () => {
      const noFile = ['/verification/method method-not-for-wildcard']
      const fileOnly = ['/verification/method method-not-for-ip']
      const isFile = method === 'FILE'
      assert.deepEqual(await problemsWith(method), [])
      assert.deepEqual(await problemsWith(method, '*.example.com'), isFile ? noFile : [])
      for (const address of ['8.8.8.8', '2606:4700:4700::1111'])
        assert.deepEqual(await problemsWith(method, address), isFile ? [] : fileOnly)
      assert.deepEqual(await problemsWith(method, '*.example.com', '8.8.8.8'), [
        '/names/2 wildcard-with-ip',
        ...(isFile ? noFile : fileOnly),
      ])
    })
  }
})

describe('keys for code signing', () => {
  const product = { ...CODE_SIGNING, validation: null, minRsaBits: 3072 }
  const subject = 'C=PL, L=Poznan, O=Sklep'

  for (const [what, csr, expected] of [
    ['RSA 2048 is too short', () => makeRsaCsr(2048, subject), ['/csr rsa-too-short']],
    ['RSA 3072 is long enough', () => makeRsaCsr(3072, subject), []],
  ] as const) {
    test(what, async () => assert.deepEqual(await problemsIn(product, { csr: await csr() }), expected))
  }

  test('P-256 is long enough; SimplySign wants the login of who will sign', async () => {
    const csr = await makeCsr('Sklep')
    const body = { csr, subject: { organization: 'Sklep', locality: 'Poznań', country: 'PL' } }
    assert.deepEqual(await problemsIn(product, body), [])
    const cloud = { ...body, keyStorage: 'simplysign' }
    assert.deepEqual(await problemsIn(product, cloud), ['/simplySignLogin simply-sign-login-required'])
    assert.deepEqual(await problemsIn(product, { ...cloud, simplySignLogin: 'anna@example.com' }), [])
  })
})

describe('what each kind cannot do without', () => {
  const kinds: [string, Partial<ProductSnapshot>, string[]][] = [
    ['a mailbox', { kind: 'smime', validation: 'MV' }, ['email']],
    ['a person’s mailbox', { kind: 'smime', validation: 'IV' }, ['email', 'givenName', 'surname']],
    [
      'a sponsored mailbox',
      { kind: 'smime', validation: 'SV' },
      ['email', 'givenName', 'surname', 'organization', 'locality', 'country', 'tax'],
    ],
    [
      'an organization’s mailbox',
      { kind: 'smime', validation: 'OV' },
      ['email', 'organization', 'locality', 'country', 'tax'],
    ],
    ['a developer', { kind: 'code-signing', validation: 'IV' }, ['givenName', 'surname', 'country']],
    [
      'extended validation',
      { kind: 'ssl', validation: 'EV' },
      [
        'organization',
        'locality',
        'country',
        'serialNumber',
        'businessCategory',
        'jurisdictionCountry',
        'tax',
      ],
    ],
  ]
  for (const [what, traits, fields] of kinds) {
    test(`${what}: ${fields.join(', ')}`, async () => {
      const csr = await makeCsr('example.com')
      const problems = await problemsIn({ ...PRODUCT, ...traits }, { csr })
      const paths = problems.map((problem) => problem.split(' ')[0])
      const expected = fields.map((field) =>
        field === 'tax' ? '/organization/taxNumber' : `/subject/${field}`,
      )
      assert.deepEqual(paths.toSorted(), expected.toSorted())
    })
  }

  test('names belong into TLS only, and an address into no EV certificate', async () => {
    const csr = await makeCsr('example.com')
    const mailbox: ProductSnapshot = { ...PRODUCT, kind: 'smime', validation: 'MV' }
    const subject = { email: 'anna@example.com' }
    assert.deepEqual(await problemsIn(mailbox, { csr, subject, names: ['example.com'] }), [
      '/names not-for-product',
    ])
    const ev: ProductSnapshot = { ...MULTI_WILDCARD, kind: 'ssl-multi', validation: 'EV' }
    const problems = await problemsIn(ev, { csr, names: ['example.com', '8.8.8.8', '*.example.com'] })
    assert.ok(problems.includes('/names/1 ip-not-allowed'), problems.join())
    assert.ok(
      problems.some((problem) => problem.startsWith('/names/2 ')),
      problems.join(),
    )
  })
})
