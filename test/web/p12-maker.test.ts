import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { certificateKey, makeP12 } from '../../web/browser/p12-maker.ts'
import { readPrivateKey } from '../../web/browser/private-key.ts'
import { issued } from '../support/openssl-issuer.ts'
import { openP12 } from './p12-reader.ts'

const PASSWORD = 'correct horse 7!'

const problemOf = (text: string): Promise<string> =>
  readPrivateKey(text).then(
    () => 'none',
    (error: { problem: string }) => error.problem,
  )

describe('a private key file', () => {
  const kinds = {
    'RSA 2048': generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'P-256': generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
    'P-384': generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    'P-521': generateKeyPairSync('ec', { namedCurve: 'secp521r1' }),
  }
  for (const [kind, { privateKey, publicKey }] of Object.entries(kinds)) {
    const older = kind.startsWith('RSA') ? 'pkcs1' : 'sec1'
    for (const type of ['pkcs8', older] as const)
      test(`of ${kind} is read as ${type}`, async () => {
        const text = privateKey.export({ type, format: 'pem' }).toString()
        const read = await readPrivateKey(`Bag Attributes\r\n${text.replaceAll('\n', '\r\n')}`)
        const key = createPrivateKey({ key: Buffer.from(read.pkcs8), format: 'der', type: 'pkcs8' })
        assert.ok(key.equals(privateKey))
        assert.ok(Buffer.from(read.spki).equals(publicKey.export({ type: 'spki', format: 'der' })))
      })
  }

  test('that is none, or of no use, is told apart', async () => {
    const { privateKey } = kinds['RSA 2048']
    const locked = { cipher: 'aes-256-cbc', passphrase: 'x', format: 'pem' } as const
    const { privateKey: other } = generateKeyPairSync('ed25519')
    const texts: [string, string][] = [
      ['hello', 'not-a-key'],
      ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'not-a-key'],
      ['-----BEGIN PRIVATE KEY-----\n%%%\n-----END PRIVATE KEY-----', 'not-a-key'],
      ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', 'unknown-kind'],
      ['-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----', 'unknown-kind'],
      ['-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----', 'unknown-kind'],
      [privateKey.export({ type: 'pkcs8', ...locked }).toString(), 'locked'],
      [privateKey.export({ type: 'pkcs1', ...locked }).toString(), 'locked'],
      [other.export({ type: 'pkcs8', format: 'pem' }).toString(), 'unknown-kind'],
    ]
    for (const [text, problem] of texts) assert.equal(await problemOf(text), problem, text.slice(0, 50))
  })
})

describe('a PKCS #12 file', () => {
  for (const kind of ['rsa:2048', 'ec:P-256', 'ec:P-384'])
    test(`with a key of ${kind} is opened by openssl, with modern algorithms alone`, async () => {
      const issuer = issued('ec:P-256', 'CA')
      const leaf = issued(kind, 'shop.example.com', issuer)
      const key = await readPrivateKey(leaf.keyPem)
      const der = [leaf, issuer].map(({ pem }) => new Uint8Array(new X509Certificate(pem).raw).buffer)
      assert.ok(Buffer.from(key.spki).equals(Buffer.from(certificateKey(der[0] ?? new ArrayBuffer()))))
      const file = await makeP12({
        pkcs8: key.pkcs8,
        certificates: der,
        name: 'Żółty sklep',
        password: PASSWORD,
      })
      const opened = openP12(Buffer.from(file), PASSWORD)
      assert.ok(createPrivateKey(opened.keyPem).equals(createPrivateKey(leaf.keyPem)))
      assert.deepEqual(opened.certificates, [leaf.pem, issuer.pem])
      assert.match(opened.info, /MAC: sha256, Iteration 100000/)
      const encryptions = opened.info.match(
        /PBES2, PBKDF2, AES-256-CBC, Iteration 250000, PRF hmacWithSHA256/g,
      )
      assert.equal(encryptions?.length, 2, opened.info)
      const ids = opened.info.match(/localKeyID: .+/g)
      assert.equal(ids?.length, 2, 'key and leaf, not the issuer')
      assert.equal(ids[0], ids[1])
      assert.throws(() => openP12(Buffer.from(file), 'wrong'), /invalid password/)
    })
})
