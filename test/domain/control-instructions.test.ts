import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { controlInstructions, provenThrough } from '../../domain/control-instructions.ts'
import { CONTROL_METHODS, type ControlMethod, EMAIL_PREFIXES } from '../../domain/product.ts'

const CODE = 'ab12'

/** Name, and the name it is proven through by a file and by everything else; the whole order. */
const PLACES: [string, string, { file: string; other: string }, string[]][] = [
  ['a plain name', 'example.com', { file: 'example.com', other: 'example.com' }, ['example.com']],
  [
    'www beside its bare name',
    'www.example.com',
    { file: 'www.example.com', other: 'example.com' },
    ['example.com', 'www.example.com'],
  ],
  [
    'www without its bare name',
    'www.example.com',
    { file: 'www.example.com', other: 'www.example.com' },
    ['www.example.com', 'shop.example.com'],
  ],
  [
    'www beside a wildcard',
    'www.example.com',
    { file: 'www.example.com', other: 'example.com' },
    ['*.example.com', 'www.example.com'],
  ],
  ['a wildcard', '*.example.com', { file: 'example.com', other: 'example.com' }, ['*.example.com']],
  [
    'a name that only begins like www',
    'www2.example.com',
    { file: 'www2.example.com', other: 'www2.example.com' },
    ['2.example.com', 'example.com', 'www2.example.com'],
  ],
]

/** What is to be published for a name that is proven at `at`. */
function published(method: ControlMethod, name: string, at: string) {
  switch (method) {
    case 'ADMIN':
      return { name, type: 'email', address: `admin@${at}` }
    case 'FILE':
      return {
        name,
        type: 'file',
        url: `http://${at}/.well-known/pki-validation/certum.txt`,
        body: 'ab12-certum.pl',
      }
    case 'DNS_TXT':
      return { name, type: 'dns', host: at, recordType: 'TXT', value: 'ab12' }
    case 'DNS_TXT_PREFIX':
      return { name, type: 'dns', host: `_certum.${at}`, recordType: 'TXT', value: 'ab12' }
    case 'DNS_CNAME':
      return { name, type: 'dns', host: at, recordType: 'CNAME', value: 'ab12.certum.pl' }
    case 'DNS_CNAME_PREFIX':
      return { name, type: 'dns', host: `_certum.${at}`, recordType: 'CNAME', value: 'ab12.certum.pl' }
  }
}

describe('what to publish', () => {
  for (const method of CONTROL_METHODS) {
    for (const [what, name, at, names] of PLACES) {
      test(`${method}: ${what}`, () => {
        const found = controlInstructions({ method, code: CODE, names }).find((each) => each.name === name)
        assert.deepEqual(found, published(method, name, method === 'FILE' ? at.file : at.other))
      })
    }
  }

  test('nothing while the code is unknown, but a mail needs none', () => {
    for (const method of CONTROL_METHODS) {
      const found = controlInstructions({ method, code: null, names: ['a.example', 'b.example'] })
      assert.equal(found.length, method === 'ADMIN' ? 2 : 0, method)
    }
  })

  test('a mail goes to the mailbox that was chosen', () => {
    for (const emailPrefix of EMAIL_PREFIXES) {
      const found = controlInstructions({ method: 'ADMIN', code: null, names: ['a.example'], emailPrefix })
      assert.deepEqual(found, [
        { name: 'a.example', type: 'email', address: `${emailPrefix.toLowerCase()}@a.example` },
      ])
    }
  })

  test('a file is never shared between two names', () => {
    const names = ['example.com', 'www.example.com', 'www.www.example.com']
    const urls = controlInstructions({ method: 'FILE', code: CODE, names }).map(
      (each) => each.type === 'file' && each.url,
    )
    assert.equal(new Set(urls).size, names.length)
  })
})

describe('where a name is proven', () => {
  const label = fc.constantFrom('www', 'a', 'shop', 'xn--kka')
  const base = fc.constantFrom('example.com', 'example.co.uk', 'xn--kka.pl')
  const hostName = fc
    .tuple(fc.array(label, { maxLength: 3 }), base)
    .map(([labels, end]) => [...labels, end].join('.'))
  const name = fc.tuple(hostName, fc.boolean()).map(([host, isWildcard]) => (isWildcard ? `*.${host}` : host))
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 })
  const method = fc.constantFrom(...CONTROL_METHODS)

  test('at itself, at its bare name or at its parent, and never at a star', () => {
    fc.assert(
      fc.property(names, method, (order, by) => {
        for (const each of order) {
          const bare = each.replace(/^\*\./, '')
          const parent = bare.slice(bare.indexOf('.') + 1)
          const at = provenThrough(each, order, by)
          assert.ok(at === bare || (at === parent && bare.startsWith('www.')), `${each} at ${at}`)
          assert.ok(by !== 'FILE' || at === bare, `${each} by a file at ${at}`)
        }
      }),
    )
  })

  test('at a parent only where the order holds that', () => {
    fc.assert(
      fc.property(names, method, (order, by) => {
        for (const each of order) {
          const at = provenThrough(each, order, by)
          const isOwn = each === at || each === `*.${at}`
          assert.ok(isOwn || order.includes(at) || order.includes(`*.${at}`), `${each} at ${at}`)
        }
      }),
    )
  })

  test('each name has one instruction, in the order of the names', () => {
    fc.assert(
      fc.property(names, method, (order, by) => {
        const found = controlInstructions({ method: by, code: CODE, names: order })
        assert.deepEqual(
          found.map((each) => each.name),
          order,
        )
      }),
    )
  })
})

test('the mail goes to the domain that the caller says takes it', () => {
  const asked = {
    method: 'ADMIN',
    code: null,
    names: ['shop.example.com'],
    emailPrefix: 'POSTMASTER',
  } as const
  const addresses = controlInstructions({ ...asked, mailDomainOf: () => 'example.com' })
  assert.deepEqual(addresses, [
    { name: 'shop.example.com', type: 'email', address: 'postmaster@example.com' },
  ])
})
