import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { makeIntermediate, makeRoot } from '../../sandbox/ca/ca-certificates.ts'
import { ISSUERS, issuerFor } from '../../sandbox/ca/issuers.ts'
import { exportPrivateKey } from '../../sandbox/ca/keys.ts'
import { ExtendedKeyUsage, X509Certificate, X509Crl } from '../../sandbox/ca/x509.ts'
import { productOf } from '../../sandbox/core/catalogue.ts'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { openCore } from '../../sandbox/core/core.ts'
import { revokeCertificate } from '../../sandbox/core/end-order.ts'
import { granted, issuedOrder, SECOND } from './core-orders.ts'
import { sandboxFor, testClock } from './harness.ts'

const SERIAL = `0A${'BC'.repeat(15)}`

/** A data folder as it was when one intermediate issued everything and certificates did not say by whom they were. */
async function formerFolder(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-former-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sandbox.sqlite')
  const root = await makeRoot(new Date())
  const [spec] = ISSUERS.filter(({ keyType }) => keyType === 'ecdsa')
  assert.ok(spec)
  const former = { ...spec, id: 'issuing', commonName: 'Certloom Sandbox Issuing CA' }
  const issuing = await makeIntermediate({ ...former, usage: ExtendedKeyUsage.serverAuth }, root, 'http://x')
  const database = new DatabaseSync(file)
  database.exec(`
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE certificates (serialNumber TEXT PRIMARY KEY, orderId TEXT NOT NULL, issuedAt INTEGER NOT NULL,
      notBefore INTEGER NOT NULL, notAfter INTEGER NOT NULL, pem TEXT NOT NULL, commonName TEXT NOT NULL,
      subjectName TEXT NOT NULL, names TEXT NOT NULL, reissue INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
      revokeDueAt INTEGER, revokedAt INTEGER);
    INSERT INTO certificates VALUES ('${SERIAL}', 'old', 0, 0, 4102444800000, 'pem', 'a.test', 'CN=a.test', '["a.test"]',
      0, 'VALID', NULL, NULL, NULL)`)
  const setting = database.prepare('INSERT INTO settings VALUES (?, ?)')
  for (const { id, certificate, key } of [root, issuing]) {
    setting.run(`ca.${id}.certificate`, certificate.toString('pem'))
    setting.run(`ca.${id}.key`, await exportPrivateKey(key))
  }
  database.close()
  return file
}

describe('a data folder with one intermediate for everything', () => {
  test('keeps its root and goes on with the list of what that intermediate issued', async (t) => {
    const clock = testClock()
    const sandbox = await sandboxFor(t, { databaseFile: await formerFolder(t), clock: clock.now })
    const { core, url } = sandbox
    const order = await issuedOrder(core, clock)
    const [fresh] = await core.run(({ database }) => certificatesOf(database, order.id))
    for (const serialNumber of [SERIAL, fresh?.serialNumber])
      granted(await core.run((context) => revokeCertificate(context, { serialNumber })))
    clock.advance(10 * SECOND)
    const { authority } = core.context
    const read = async (path: string) => new X509Crl(await (await fetch(`${url}${path}`)).arrayBuffer())
    for (const [path, signer, serial] of [
      ['/crl', 'issuing', SERIAL],
      ['/crl/issuing', 'issuing', SERIAL],
      [`/crl/${fresh?.issuer}`, 'dv-tls-ecdsa', fresh?.serialNumber],
    ] as const) {
      const list = await read(path)
      const publicKey = authority.signer(signer)?.certificate.publicKey
      assert.ok(publicKey !== undefined && (await list.verify({ publicKey })), path)
      assert.deepEqual(
        list.entries.map((entry) => entry.serialNumber.toUpperCase()),
        [serial],
      )
    }
    const root = authority.root.certificate.publicKey
    for (const { certificate } of authority.signers())
      assert.ok(await certificate.verify({ publicKey: root, signatureOnly: true }), certificate.subject)
    const leaf = new X509Certificate(fresh?.pem ?? '')
    assert.equal(leaf.issuer, authority.signer('dv-tls-ecdsa')?.certificate.subject)
    assert.equal((await fetch(`${url}/ca/issuing.crt`)).status, 200)
  })
})

describe('intermediates', () => {
  test('are made when they are first needed, once, and are the same after a restart', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-lazy-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const databaseFile = join(folder, 'sandbox.sqlite')
    const first = await openCore({ databaseFile })
    const { authority } = first.context
    assert.deepEqual(
      authority.signers().map(({ id }) => id),
      ['root'],
    )
    const spec = ISSUERS.find(({ id }) => id === 'ov-tls-rsa')
    assert.ok(spec)
    const [one, two] = await Promise.all([authority.issuer(spec), authority.issuer(spec)])
    assert.equal(one, two)
    await first.close()
    const second = await openCore({ databaseFile })
    t.after(() => second.close())
    const again = await second.context.authority.issuer(spec)
    assert.equal(again.certificate.serialNumber, one.certificate.serialNumber)
    assert.equal(again.certificate.notAfter.getTime(), authority.root.certificate.notAfter.getTime())
    const signature = await webcrypto.subtle.sign('RSASSA-PKCS1-v1_5', again.key, new Uint8Array(1))
    const publicKey = await one.certificate.publicKey.export()
    assert.ok(await webcrypto.subtle.verify('RSASSA-PKCS1-v1_5', publicKey, signature, new Uint8Array(1)))
  })

  test('follow the hash asked for, else the subscriber’s key', () => {
    const id = (code: string, hash: string | null, key: string) => {
      const product = productOf(code)
      assert.ok(product)
      return issuerFor(product, hash, key).id
    }
    assert.equal(id('601', 'RSA-SHA256', 'ECDSA'), 'dv-tls-rsa')
    assert.equal(id('601', 'ECC-SHA256', 'RSASSA-PKCS1-v1_5'), 'dv-tls-ecdsa')
    assert.equal(id('631', null, 'RSASSA-PKCS1-v1_5'), 'ov-tls-rsa')
    assert.equal(id('641', null, 'ECDSA'), 'ev-tls-ecdsa')
    assert.equal(id('541', null, 'ECDSA'), 'smime-ecdsa')
    assert.equal(id('571', null, 'ECDSA'), 'code-signing-ecdsa')
  })
})
