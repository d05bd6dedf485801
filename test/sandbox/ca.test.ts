import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { issuerFor } from '../../sandbox/ca/issuers.ts'
import { issueLeaf } from '../../sandbox/ca/leaf.ts'
import { nextListNumber } from '../../sandbox/ca/list-number.ts'
import { makeRevocationList, type RevokedEntry } from '../../sandbox/ca/revocation-list.ts'
import { maxCertificateDays } from '../../sandbox/ca/validity.ts'
import {
  AuthorityInfoAccessExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509Crl,
} from '../../sandbox/ca/x509.ts'
import { PRODUCTS, productOf, type SandboxProductKind } from '../../sandbox/core/catalogue.ts'
import type { SandboxCore } from '../../sandbox/core/core.ts'
import { validateOrder } from '../../sandbox/core/validation/validate-order.ts'
import { csrOf } from '../linters/issue.ts'
import { errorsOf } from './core-orders.ts'
import { coreFor, newCsr, newRsaCsr } from './harness.ts'

const URL_BASE = 'http://127.0.0.1:3010'

const SUBJECT = {
  commonName: 'example.test',
  organization: 'Przykład Sp. z o.o.',
  locality: 'Łódź',
  state: 'łódzkie',
  country: 'PL',
  serialNumber: '0000123456',
  businessCategory: 'Private Organization',
  jurisdictionCountry: 'PL',
  streetAddress: 'Piotrkowska 1',
  postalCode: '90-001',
  email: 'jan@example.test',
  givenName: 'Jan',
  surname: 'Nowak',
}

async function leafOf(core: SandboxCore, code: string, csr?: string) {
  const product = productOf(code)
  assert.ok(product)
  const { pem, ...rest } = await issueLeaf(core.context.authority, URL_BASE, {
    product,
    subject: SUBJECT,
    names: product.kind.startsWith('ssl')
      ? ['example.test', '*.example.test', '192.0.2.7']
      : product.kind === 'smime'
        ? ['jan@example.test']
        : [],
    taxNumber: 'PL 525-000-00-00',
    hashAlgorithm: null,
    csr: csr ?? (await newCsr()),
    notBefore: new Date('2026-06-01T00:00:00Z'),
    notAfter: new Date('2026-12-16T23:59:59Z'),
  })
  return { pem, certificate: new X509Certificate(pem), ...rest }
}

const version = execFileSync('openssl', ['version']).toString()
const CODE_SIGNING_PURPOSE = /^OpenSSL 3\.[01]\./.test(version) ? 'any' : 'codesign'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sandbox-ca-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

describe('certificates of the sandbox', () => {
  test('hold for DV nothing but the name, and for others what was vetted', async (t) => {
    const core = await coreFor(t)
    const subjects = await Promise.all(
      ['601', '631', '641', '511', '521', '531', '541', '551', '571'].map(async (code) => [
        code,
        (await leafOf(core, code)).subjectName,
      ]),
    )
    assert.deepEqual(Object.fromEntries(subjects), {
      601: 'CN=example.test',
      631: 'C=PL, ST=łódzkie, L=Łódź, O=Przykład Sp. z o.o., CN=example.test',
      641: '1.3.6.1.4.1.311.60.2.1.3=PL, 2.5.4.15=Private Organization, 2.5.4.5=0000123456, C=PL, ST=łódzkie, L=Łódź, 2.5.4.17=90-001, 2.5.4.9=Piotrkowska 1, O=Przykład Sp. z o.o., CN=example.test',
      511: 'CN=jan@example.test',
      521: 'SN=Nowak, G=Jan, CN=Jan Nowak',
      531: 'C=PL, ST=łódzkie, L=Łódź, O=Przykład Sp. z o.o., 2.5.4.97=VATPL-5250000000, SN=Nowak, G=Jan, CN=Jan Nowak',
      541: 'C=PL, ST=łódzkie, L=Łódź, O=Przykład Sp. z o.o., 2.5.4.97=VATPL-5250000000, CN=Przykład Sp. z o.o.',
      551: 'C=PL, ST=łódzkie, L=Łódź, O=Przykład Sp. z o.o., CN=Przykład Sp. z o.o.',
      571: 'C=PL, ST=łódzkie, L=Łódź, O=Jan Nowak, SN=Nowak, G=Jan, CN=Jan Nowak',
    })
  })

  test('have the policy and the usages of their product', async (t) => {
    const core = await coreFor(t)
    const expected: Record<string, [policy: string, usage: string]> = {
      601: ['2.23.140.1.2.1', '1.3.6.1.5.5.7.3.1'],
      631: ['2.23.140.1.2.2', '1.3.6.1.5.5.7.3.1'],
      641: ['2.23.140.1.1', '1.3.6.1.5.5.7.3.1'],
      511: ['2.23.140.1.5.1.2', '1.3.6.1.5.5.7.3.4'],
      551: ['2.23.140.1.4.1', '1.3.6.1.5.5.7.3.3'],
    }
    for (const [code, [policy, usage]] of Object.entries(expected)) {
      const { certificate } = await leafOf(core, code)
      assert.deepEqual(
        [...(certificate.getExtension(CertificatePolicyExtension)?.policies ?? [])],
        [policy],
        code,
      )
      assert.deepEqual(
        [...(certificate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [])],
        [usage],
        code,
      )
    }
    const usagesOf = (certificate: X509Certificate) => certificate.getExtension(KeyUsagesExtension)?.usages
    const rsa = await leafOf(core, '601', await newRsaCsr(2048))
    assert.equal(usagesOf(rsa.certificate), KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment)
    assert.equal(usagesOf((await leafOf(core, '601')).certificate), KeyUsageFlags.digitalSignature)
  })

  test('point to this server for revocation and for their issuer', async (t) => {
    const { certificate } = await leafOf(await coreFor(t), '601')
    const access = certificate.getExtension(AuthorityInfoAccessExtension)
    assert.deepEqual(
      access?.ocsp.map((name) => name.value),
      [`${URL_BASE}/ocsp`],
    )
    assert.deepEqual(
      access?.caIssuers.map((name) => name.value),
      [`${URL_BASE}/ca/dv-tls-ecdsa.crt`],
    )
    const points = certificate.getExtension(CRLDistributionPointsExtension)?.distributionPoints
    assert.equal(
      points?.[0]?.distributionPoint?.fullName?.[0]?.uniformResourceIdentifier,
      `${URL_BASE}/crl/dv-tls-ecdsa`,
    )
  })

  test('are not given to mailboxes on P-521 (1001), which other products take', async (t) => {
    const core = await coreFor(t)
    const codes = async (productCode: string) => {
      const parameters = { ...SUBJECT, csr: await csrOf('P-521'), customer: 'c', productCode }
      const request = { parameters, names: ['example.test'], approver: { method: 'FILE' } }
      return errorsOf(await core.run((context) => validateOrder(context, request)))
    }
    assert.deepEqual([await codes('511'), await codes('601')], [[1001], []])
  })

  test('have serial numbers of 32 digits, each another one', async (t) => {
    const core = await coreFor(t)
    const serials = new Set<string>()
    for (let made = 0; made < 20; made += 1) {
      const { serialNumber, certificate } = await leafOf(core, '601')
      assert.match(serialNumber, /^[0-9A-F]{32}$/)
      assert.equal(certificate.serialNumber.toUpperCase(), serialNumber)
      serials.add(serialNumber)
    }
    assert.equal(serials.size, 20)
  })

  test('live as long as the rules of their day allow', () => {
    const days = (day: string) => maxCertificateDays('ssl', new Date(`${day}T00:00:00Z`))
    assert.equal(days('2026-03-14'), 397)
    assert.equal(days('2026-03-15'), 199)
    assert.equal(days('2027-03-15'), 99)
    assert.equal(days('2029-03-15'), 46)
    assert.equal(maxCertificateDays('smime', new Date('2026-06-01')), 825)
    assert.equal(maxCertificateDays('code-signing', new Date('2026-02-28')), 1185)
    assert.equal(maxCertificateDays('code-signing', new Date('2026-06-01')), 459)
  })

  test('please openssl, up to the root, for every product', async (t) => {
    const core = await coreFor(t)
    const { authority } = core.context
    const path = folder(t)
    const file = (name: string, text: string) => {
      writeFileSync(join(path, name), text)
      return join(path, name)
    }
    const rootFile = file('root.pem', authority.root.certificate.toString('pem'))
    const at = String(Date.parse('2026-06-02') / 1000)
    for (const product of PRODUCTS.filter(({ purpose }) => purpose === 'issue')) {
      const { pem, issuer } = await leafOf(core, product.code)
      const leaf = file('leaf.pem', pem)
      const issuerFile = file('issuer.pem', authority.signer(issuer)?.certificate.toString('pem') ?? '')
      const args = [
        'verify',
        '-x509_strict',
        '-purpose',
        purposeOf(product.kind),
        '-attime',
        at,
        '-CAfile',
        rootFile,
        '-untrusted',
        issuerFile,
        leaf,
      ]
      assert.match(execFileSync('openssl', args).toString(), /OK/, product.type)
    }
  })
})

describe('the revocation list', () => {
  const AT = new Date('2026-06-01T12:00:00Z')

  async function listFor(t: TestContext, entries: Partial<RevokedEntry>[]) {
    const { authority } = (await coreFor(t)).context
    const issuer = await authority.issuer(specOf('601'))
    const list = await makeRevocationList(issuer, {
      entries: entries.map((entry) => ({
        serialNumber: `9F${'AB'.repeat(15)}`,
        revokedAt: AT,
        reason: null,
        invalidFrom: null,
        ...entry,
      })),
      at: AT,
      number: 200,
    })
    return { list: new X509Crl(list), issuer, root: authority.root }
  }

  test('names what was revoked, when, why and since when its key was known to others', async (t) => {
    const serials = [`FF${'AB'.repeat(15)}`, `01${'CD'.repeat(15)}`]
    const invalidFrom = new Date('2026-05-01T00:00:00Z')
    const { list, issuer } = await listFor(t, [
      { serialNumber: serials[0] ?? '', reason: 'KEYCOMPROMISE', invalidFrom },
      { serialNumber: serials[1] ?? '', reason: 'UNSPECIFIED' },
    ])
    assert.ok(await list.verify({ publicKey: issuer.certificate.publicKey }))
    assert.deepEqual(
      list.entries.map((entry) => [entry.serialNumber.toUpperCase(), entry.reason, entry.invalidity]),
      [
        [serials[0], 1, invalidFrom],
        [serials[1], undefined, undefined],
      ],
    )
    assert.equal(list.thisUpdate.toISOString(), AT.toISOString())
  })

  test('is read and verified by openssl', async (t) => {
    const { list, issuer } = await listFor(t, [{ reason: 'SUPERSEDED' }])
    const path = folder(t)
    writeFileSync(join(path, 'crl.der'), Buffer.from(list.rawData))
    writeFileSync(join(path, 'issuer.pem'), issuer.certificate.toString('pem'))
    const args = ['crl', '-inform', 'der', '-in', join(path, 'crl.der'), '-noout', '-text', '-crlnumber']
    const verified = spawnSync('openssl', [...args, '-CAfile', join(path, 'issuer.pem'), '-verify'])
    assert.match(verified.stderr.toString(), /verify OK/)
    const text = verified.stdout.toString()
    assert.ok(text.includes(list.entries[0]?.serialNumber.toUpperCase() ?? '-'))
    assert.match(text, /Superseded/)
    assert.match(text, /crlNumber=0xC8/)
  })

  test('has a number that grows with every list, also when the clock is set back', async (t) => {
    const { database } = (await coreFor(t)).context
    const first = nextListNumber(database, 'x', AT)
    assert.equal(first, AT.getTime() / 1000)
    assert.equal(nextListNumber(database, 'x', AT), first + 1)
    assert.equal(nextListNumber(database, 'x', new Date(0)), first + 2)
    assert.equal(nextListNumber(database, 'y', AT), first)
  })
})

/** openssl knows the purpose of signing code from 3.2 on. */
function purposeOf(kind: SandboxProductKind): string {
  if (kind.startsWith('ssl')) return 'sslserver'
  return kind === 'smime' ? 'smimesign' : CODE_SIGNING_PURPOSE
}

function specOf(code: string) {
  const product = productOf(code)
  assert.ok(product)
  return issuerFor(product, null, 'ECDSA')
}
