import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { inspectCertificate, matchesKey } from '../../pki/certificate.ts'
import { orderChain, withoutRoot } from '../../pki/chain.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { normalizePem, splitPemBundle } from '../../pki/pem.ts'
import { PkiError } from '../../pki/problem.ts'
import { der, fixture, pem } from './fixture.ts'

const [leaf, intermediate, cross, root, otherRoot] = [
  'leaf',
  'intermediate',
  'cross-intermediate',
  'root',
  'other-root',
].map((name) => fixture(`${name}.pem`)) as [string, string, string, string, string]

function refusedAs(code: string): (error: unknown) => boolean {
  return (error) => error instanceof PkiError && error.problem.code === code
}

describe('a certificate is read as OpenSSL reads it', () => {
  const text = fixture('leaf.txt')
  const byOpenssl = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? assert.fail(String(pattern))
  const certificate = inspectCertificate(leaf)

  test('serial number, dates, fingerprints, key', () => {
    assert.equal(certificate.serialNumber, byOpenssl(/serial=(\w+)/))
    const utc = (time: string): string => new Date(time).toISOString()
    assert.equal(certificate.notBefore, utc(byOpenssl(/notBefore=(.*)/)))
    assert.equal(certificate.notAfter, utc(byOpenssl(/notAfter=(.*)/)))
    assert.equal(certificate.sha1, byOpenssl(/sha1 Fingerprint=(.*)/).replaceAll(':', ''))
    assert.equal(certificate.sha256, byOpenssl(/sha256 Fingerprint=(.*)/).replaceAll(':', ''))
    assert.equal(certificate.key.spkiSha256, byOpenssl(/\(stdin\)= (\w+)/))
  })

  test('names, issuer, addresses of revocation lists', () => {
    assert.deepEqual(certificate.names, ['*.example.com', 'example.com'])
    assert.deepEqual(certificate.emails, ['jan@example.com'])
    assert.deepEqual(certificate.subject, { commonName: '*.example.com' })
    assert.equal(certificate.subjectDn, 'CN=*.example.com')
    assert.equal(certificate.issuer, 'Test intermediate')
    assert.equal(certificate.issuerDn, 'C=PL, O=Test CA, CN=Test intermediate')
    assert.deepEqual(certificate.crlUrls, ['http://crl.example.com/a.crl'])
    assert.deepEqual(certificate.ocspUrls, ['http://ocsp.example.com'])
  })

  test('leaf, intermediate and root are told apart', () => {
    const kinds = [leaf, intermediate, root].map((each) => {
      const { isCa, isSelfSigned } = inspectCertificate(each)
      return { isCa, isSelfSigned }
    })
    assert.deepEqual(kinds, [
      { isCa: false, isSelfSigned: false },
      { isCa: true, isSelfSigned: false },
      { isCa: true, isSelfSigned: true },
    ])
  })

  test('DER and every kind of PEM give the same', () => {
    const forms = [der(leaf), leaf.replaceAll('\n', '\r\n'), pem(der(leaf), 'CERTIFICATE'), leaf.trimEnd()]
    for (const form of forms) assert.deepEqual(inspectCertificate(form), certificate)
  })

  test('it belongs to the key of its CSR and to no other', async () => {
    const keyOf = async (file: string): Promise<string> => {
      const result = await inspectCsr(fixture(file))
      return result.ok ? result.csr.key.spkiSha256 : ''
    }
    assert.ok(matchesKey(certificate, await keyOf('leaf.csr')))
    assert.ok(!matchesKey(certificate, await keyOf('full.csr')))
  })

  test('garbage is refused by code', () => {
    assert.throws(() => inspectCertificate('no certificate!'), refusedAs('pem-malformed'))
    assert.throws(() => inspectCertificate(fixture('full.csr')), refusedAs('pem-malformed'))
    assert.throws(() => inspectCertificate(Uint8Array.of(1, 2, 3)), refusedAs('certificate-malformed'))
    assert.throws(
      () => inspectCertificate(leaf.replace(/\n.{64}\n/, '\n')),
      refusedAs('certificate-malformed'),
    )
  })

  test('a certificate with changed bytes is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), fc.integer({ min: 0, max: 255 }), (at, to) => {
        const changed = der(leaf)
        changed[at % changed.length] = to
        try {
          JSON.stringify(inspectCertificate(changed))
        } catch (error) {
          assert.ok(error instanceof PkiError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the one form of PEM', () => {
  test('what CAs deliver becomes 64 columns, LF, a newline at the end', () => {
    const deliveries = [
      leaf.trimEnd(),
      leaf.replaceAll('\n', '\r\n'),
      leaf.replaceAll('\n', '\\n'),
      pem(der(leaf), 'CERTIFICATE'),
      pem(der(leaf), 'X509 CERTIFICATE'),
      der(leaf).toString('base64'),
      `subject=CN = a\n${leaf}`,
    ]
    for (const delivery of deliveries) assert.equal(normalizePem(delivery), leaf)
    assert.equal(normalizePem(fixture('full.csr'), 'CERTIFICATE REQUEST'), fixture('full.csr'))
  })

  test('a bundle is split, with or without line ends between its members', () => {
    assert.deepEqual(splitPemBundle(leaf + intermediate + root), [leaf, intermediate, root])
    assert.deepEqual(splitPemBundle(`${leaf.trimEnd()}${root.trimEnd()}`), [leaf, root])
    assert.deepEqual(splitPemBundle(`${leaf}${fixture('full.csr')}`), [leaf])
    assert.deepEqual(splitPemBundle(' \n'), [])
  })

  test('what is not PEM is refused', () => {
    assert.throws(() => normalizePem('-----BEGIN CERTIFICATE-----\nMIIB'), refusedAs('pem-malformed'))
    assert.throws(() => splitPemBundle('hello, world'), refusedAs('pem-malformed'))
  })
})

describe('the order of a chain', () => {
  test('any bundle gives leaf, intermediate, root; strangers and repeats are dropped', () => {
    const members = [leaf, intermediate, root, otherRoot, intermediate]
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (bundle) => {
        assert.deepEqual(orderChain(leaf, bundle), [leaf, intermediate, root])
        assert.deepEqual(orderChain(leaf, [bundle.join('')]), [leaf, intermediate, root])
      }),
    )
  })

  test('of two ways the one that reaches its root is taken', () => {
    assert.deepEqual(orderChain(leaf, [intermediate, cross, otherRoot]), [leaf, cross, otherRoot])
    assert.deepEqual(orderChain(leaf, [cross, intermediate, root]), [leaf, intermediate, root])
  })

  test('a chain without its root goes as far as it can', () => {
    assert.deepEqual(orderChain(leaf, [intermediate]), [leaf, intermediate])
    assert.deepEqual(orderChain(leaf, [root]), [leaf])
    assert.deepEqual(orderChain(root, [intermediate, leaf]), [root])
  })

  test('an unreadable member is dropped, an unreadable leaf refused', () => {
    const broken = pem(Buffer.from([1, 2, 3]), 'CERTIFICATE')
    assert.deepEqual(orderChain(leaf, [broken, intermediate]), [leaf, intermediate])
    assert.throws(() => orderChain(broken, [root]), refusedAs('certificate-malformed'))
  })

  test('servers send no root, except one that is all there is', () => {
    assert.deepEqual(withoutRoot([leaf, intermediate, root]), [leaf, intermediate])
    assert.deepEqual(withoutRoot([root]), [root])
  })
})
