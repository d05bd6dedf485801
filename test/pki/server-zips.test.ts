import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { orderChain } from '../../pki/chain.ts'
import { zipFile } from '../../pki/formats.ts'
import { splitPemBundle } from '../../pki/pem.ts'
import { SERVER_FORMATS, SERVER_TYPES } from '../../pki/server-types.ts'
import { issued } from '../support/openssl-issuer.ts'
import { unzip } from '../support/unzip.ts'

const folder = mkdtempSync(join(tmpdir(), 'certloom-zips-'))
const path = (name: string): string => join(folder, name)

const root = issued('ec:P-256', 'Root')
const upper = issued('ec:P-256', 'Upper', root)
const lower = issued('ec:P-256', 'Lower', upper)
const leaf = issued('rsa:2048', 'shop.example.com', lower)
const chain = orderChain(leaf.pem, [upper.pem, root.pem, lower.pem])

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function subjectsOf(pem: string): string[] {
  return splitPemBundle(pem).map((each) => new X509Certificate(each).subject)
}

/** What openssl makes of the files that one server is given, from nothing else but the root. */
function verify(files: Record<string, string>): string {
  const named = Object.fromEntries(
    Object.entries(files).map(([name]) => [name.replace(/^shop\.example\.com/, ''), path(name)]),
  )
  const whole = named['.fullchain.pem'] ?? named['.pem']
  const target = whole ?? named['.crt'] ?? ''
  const above = whole ?? named['.chain.crt'] ?? named['.ca-bundle'] ?? ''
  return openssl('verify', '-CAfile', path('root'), '-untrusted', above, target)
}

describe('the archive for a server', () => {
  writeFileSync(path('root'), root.pem)
  after(() => rmSync(folder, { recursive: true }))

  for (const server of SERVER_TYPES)
    test(`${server}: openssl comes from the certificate to the root, in the order of the files`, async () => {
      const { 'README.txt': guide, ...files } = unzip(await zipFile(chain, server, 'en'))
      assert.ok(guide)
      const endings = Object.keys(SERVER_FORMATS[server].files)
      assert.deepEqual(
        Object.keys(files),
        endings.map((ending) => `shop.example.com${ending}`),
      )
      for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text)

      const p7b = Object.keys(files).find((name) => name.endsWith('.p7b'))
      if (p7b !== undefined) {
        const printed = openssl('pkcs7', '-print_certs', '-in', path(p7b))
        assert.deepEqual(
          new Set(subjectsOf(printed)),
          new Set(['CN=shop.example.com', 'CN=Lower', 'CN=Upper', 'CN=Root']),
        )
      }
      if (server !== 'iis' && server !== 'tomcat') assert.match(verify(files), /: OK/)
      const pems = Object.entries(files).filter(([name]) => !name.endsWith('.p7b'))
      for (const [name, text] of pems) {
        const isAbove = /chain\.crt$|ca-bundle$/.test(name)
        const whole = ['CN=shop.example.com', 'CN=Lower', 'CN=Upper']
        const expected = isAbove ? whole.slice(1) : name.endsWith('.crt') ? whole.slice(0, 1) : whole
        assert.deepEqual(subjectsOf(text), expected, name)
      }
    })

  test('holds no private key, and says so', async () => {
    for (const server of SERVER_TYPES)
      for (const text of Object.values(unzip(await zipFile(chain, server, 'pl'))))
        assert.doesNotMatch(text, /PRIVATE KEY/)
    const { 'README.txt': guide = '' } = unzip(await zipFile(chain, 'nginx', 'pl'))
    assert.match(guide, /Klucza prywatnego nie ma w tym archiwum/)
  })
})
