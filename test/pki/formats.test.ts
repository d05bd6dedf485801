import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fileBaseName } from '../../pki/file-name.ts'
import { cerFile, chainFile, derFile, p7bFile, pemFile, zipFile } from '../../pki/formats.ts'
import { SERVER_TYPES, type ServerType } from '../../pki/server-types.ts'
import { X509Certificates } from '../../pki/x509.ts'
import { unzip } from '../support/unzip.ts'
import { der, fixture } from './fixture.ts'

const [leaf, intermediate, root] = ['leaf', 'intermediate', 'root'].map((name) => fixture(`${name}.pem`)) as [
  string,
  string,
  string,
]
const chain = [leaf, intermediate, root]

describe('single files', () => {
  test('.cer is the leaf, .pem the chain up to the root', () => {
    assert.equal(cerFile(chain), leaf)
    assert.equal(pemFile(chain), leaf + intermediate + root)
    assert.throws(() => pemFile([]))
  })

  test('.der is the leaf in binary, .chain.pem what is between it and the root', () => {
    assert.ok(derFile(chain).equals(der(leaf)))
    assert.equal(chainFile(chain), intermediate)
    assert.equal(chainFile([leaf]), '')
  })

  test('.p7b holds the same certificates, byte for byte', () => {
    const file = p7bFile(chain)
    assert.match(file, /^-----BEGIN PKCS7-----\n(?:.{1,64}\n)+-----END PKCS7-----\n$/)
    const inside = new X509Certificates(new Uint8Array(der(file)))
    assert.deepEqual(
      [...inside].map(({ rawData }) => Buffer.from(rawData).toString('base64')),
      chain.map((pem) => der(pem).toString('base64')),
    )
  })
})

describe('archives', () => {
  const expected: Record<ServerType, Record<string, string>> = {
    nginx: { 'wildcard.example.com.fullchain.pem': leaf + intermediate },
    apache: { 'wildcard.example.com.crt': leaf, 'wildcard.example.com.chain.crt': intermediate },
    iis: { 'wildcard.example.com.p7b': p7bFile(chain) },
    tomcat: { 'wildcard.example.com.p7b': p7bFile(chain) },
    haproxy: { 'wildcard.example.com.pem': leaf + intermediate },
    postfix: { 'wildcard.example.com.fullchain.pem': leaf + intermediate },
    cpanel: { 'wildcard.example.com.crt': leaf, 'wildcard.example.com.ca-bundle': intermediate },
    plesk: { 'wildcard.example.com.crt': leaf, 'wildcard.example.com.ca-bundle': intermediate },
    other: {
      'wildcard.example.com.crt': leaf,
      'wildcard.example.com.chain.crt': intermediate,
      'wildcard.example.com.fullchain.pem': leaf + intermediate,
      'wildcard.example.com.p7b': p7bFile(chain),
    },
  }

  for (const server of SERVER_TYPES) {
    test(`${server}: its files, and a how-to in both languages that names each of them`, async () => {
      for (const language of ['pl', 'en'] as const) {
        const { 'README.txt': guide = '', ...files } = unzip(await zipFile(chain, server, language))
        assert.deepEqual(files, expected[server])
        for (const name of Object.keys(files)) assert.ok(guide.includes(name), `${name} in ${guide}`)
        assert.ok(!guide.includes('%KEY%'))
        assert.equal(guide.replaceAll('\r\n', '').includes('\n'), false)
      }
    })
  }

  test('HAProxy users are told to add the key', async () => {
    const { 'README.txt': guide = '' } = unzip(await zipFile(chain, 'haproxy', 'en'))
    assert.match(guide, /cat wildcard\.example\.com\.pem wildcard\.example\.com\.key/)
  })

  test('the languages differ, and the same certificate gives the same archive', async () => {
    const [polish, again, english] = await Promise.all([
      zipFile(chain, 'nginx', 'pl'),
      zipFile(chain, 'nginx', 'pl'),
      zipFile(chain, 'nginx', 'en'),
    ])
    assert.ok(polish.equals(again))
    assert.ok(!polish.equals(english))
  })

  test('a chain of one has no chain file', async () => {
    assert.deepEqual(Object.keys(unzip(await zipFile([leaf], 'apache', 'en'))), [
      'wildcard.example.com.crt',
      'README.txt',
    ])
  })
})

describe('file names', () => {
  const names: Record<string, string> = {
    'example.com': 'example.com',
    '*.example.com': 'wildcard.example.com',
    'xn--kda4b0koi.pl': 'xn--kda4b0koi.pl',
    'Łucja Żółć': 'Lucja-Zolc',
    'jan@example.com': 'jan-example.com',
    '2a00:1450::1': '2a00-1450-1',
    '../../etc/passwd': 'etc-passwd',
    'a"\r\nSet-Cookie: b': 'a-Set-Cookie-b',
    '': 'certificate',
    '***': 'certificate',
  }
  for (const [commonName, base] of Object.entries(names)) {
    test(`${JSON.stringify(commonName)} gives ${base}`, () => assert.equal(fileBaseName(commonName), base))
  }

  test('any common name gives a harmless file name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (commonName) =>
        assert.match(fileBaseName(commonName), /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$/),
      ),
    )
  })
})
