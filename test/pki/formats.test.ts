import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { fileBaseName } from '../../pki/file-name.ts'
import { cerFile, p7bFile, pemFile, SERVER_TYPES, type ServerType, zipFile } from '../../pki/formats.ts'
import { X509Certificates } from '../../pki/x509.ts'
import { der, fixture } from './fixture.ts'

const [leaf, intermediate, root] = ['leaf', 'intermediate', 'root'].map((name) => fixture(`${name}.pem`)) as [
  string,
  string,
  string,
]
const chain = [leaf, intermediate, root]

/** The files of an archive by name, read by its central directory. */
function unzip(archive: Buffer): Record<string, string> {
  const files: Record<string, string> = {}
  const end = archive.lastIndexOf(Buffer.from('504b0506', 'hex'))
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = archive.subarray(start, start + size)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    files[name] = (method === 8 ? inflateRawSync(data) : data).toString('utf8')
    at += 46 + nameLength + extra + comment
  }
  return files
}

describe('single files', () => {
  test('.cer is the leaf, .pem the chain up to the root', () => {
    assert.equal(cerFile(chain), leaf)
    assert.equal(pemFile(chain), leaf + intermediate + root)
    assert.throws(() => pemFile([]))
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
