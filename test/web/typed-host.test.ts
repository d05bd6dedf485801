import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { normalizeName } from '../../pki/names.ts'
import { typedHost } from '../../web/browser/typed-host.ts'

describe('a name that the key tool makes a CSR for', () => {
  test('is the one that the server reads, however it was typed', () => {
    const name = fc.oneof(
      fc.domain(),
      fc.constantFrom(
        'żółw.pl',
        '*.Example.COM',
        'www.example.com.',
        'ex。ample．com',
        '8.8.8.8',
        '2a00:1450::1',
      ),
    )
    const before = fc.constantFrom('', ' ', '\u202a', 'https://', 'http://jan@', '//')
    const after = fc.constantFrom('', ' ', '/', ':8443/a?b', '#c')
    fc.assert(
      fc.property(before, name, after, (head, typed, tail) => {
        // An address of version 6 stands in brackets where anything is around it.
        const isBare = head.trim() === '' || head === '\u202a'
        const text = typed.includes(':') && !(isBare && tail.trim() === '') ? `[${typed}]` : typed
        const server = normalizeName(head + text + tail)
        const page = typedHost(head + text + tail)
        if (server.ok) assert.equal(page?.name, server.name.name, head + text + tail)
      }),
    )
  })

  test('is none where the server reads none out of an address', () => {
    for (const typed of [
      'https',
      'https://',
      'https:example.com',
      'localhost:3000',
      'http://a b.pl/',
      'jan@example.com',
    ])
      assert.equal(typedHost(typed), null, typed)
  })
})
