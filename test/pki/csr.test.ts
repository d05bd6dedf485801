import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type CsrInspection, inspectCsr } from '../../pki/csr.ts'
import { der, fixture, pem, rsaSpki, tlv, unsignedCsr } from './fixture.ts'

async function inspected(text: string, options?: { minRsaBits?: number }): Promise<CsrInspection> {
  const result = await inspectCsr(text, options)
  assert.ok(result.ok, JSON.stringify(result))
  return result.csr
}

async function problem(text: string): Promise<string> {
  const result = await inspectCsr(text)
  return result.ok ? 'readable' : result.problem.code
}

function codes(problems: readonly { code: string }[]): string[] {
  return problems.map(({ code }) => code)
}

/** `openssl req -text` names fields by their long names. */
const OPENSSL_NAMES: Record<string, string> = {
  countryName: 'country',
  stateOrProvinceName: 'state',
  localityName: 'locality',
  organizationName: 'organization',
  organizationalUnitName: 'organizationalUnit',
  commonName: 'commonName',
  emailAddress: 'email',
  serialNumber: 'serialNumber',
  givenName: 'givenName',
  surname: 'surname',
  businessCategory: 'businessCategory',
  streetAddress: 'streetAddress',
  postalCode: 'postalCode',
  jurisdictionLocalityName: 'jurisdictionLocality',
  jurisdictionStateOrProvinceName: 'jurisdictionState',
  jurisdictionCountryName: 'jurisdictionCountry',
}

function subjectByOpenssl(text: string): Record<string, string> {
  const subject: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(/^ {12}(\w+)=(.*)$/gm)) {
    const field = OPENSSL_NAMES[name ?? '']
    if (field !== undefined) subject[field] ??= value ?? ''
  }
  return subject
}

describe('a CSR is read as OpenSSL reads it', () => {
  for (const name of ['full', 'rsa-1024', 'exponent-3', 'ec-prime256v1', 'ec-secp384r1', 'ec-secp521r1']) {
    test(`${name}: subject, key, names, signature`, async () => {
      const text = fixture(`${name}.txt`)
      const csr = await inspected(fixture(`${name}.csr`))
      assert.deepEqual(csr.subject, subjectByOpenssl(text))
      assert.equal(csr.key.bits, Number(/Public-Key: \((\d+) bit\)/.exec(text)?.[1]))
      assert.equal(csr.key.exponent, /Exponent: (\d+)/.exec(text)?.[1])
      assert.equal(csr.key.curve, /NIST CURVE: (\S+)/.exec(text)?.[1])
      const names = [...text.matchAll(/DNS:([^,\s]+)/g)].map((match) => match[1]?.toLowerCase())
      assert.deepEqual(csr.names, names)
      assert.equal(csr.signatureValid, text.includes('verify OK'))
    })
  }

  test('every field of a full subject, its names, addresses and what is noteworthy', async () => {
    const csr = await inspected(fixture('full.csr'))
    assert.equal(csr.subject.organization, 'Zażółć, Gęślą + Jaźń sp. z o.o.')
    assert.equal(Object.keys(csr.subject).length, 16)
    assert.deepEqual(csr.names, ['sklep.example.com', '*.example.com', 'xn--kda4b0koi.pl'])
    assert.deepEqual(csr.ipAddresses, ['8.8.8.8', '2a00:1450::1'])
    assert.deepEqual(csr.emails, ['jan@example.com'])
    assert.equal(csr.signatureAlgorithm, 'RSA-SHA256')
    assert.deepEqual(codes(csr.findings), ['csr-ou-dropped', 'csr-challenge-password'])
    assert.deepEqual(csr.refusals, [])
    assert.equal(csr.pem, fixture('full.csr'))
  })

  test('the key of a CSR and of its certificate have one hash, the one OpenSSL gives', async () => {
    const { key } = await inspected(fixture('leaf.csr'))
    assert.ok(fixture('leaf.txt').includes(key.spkiSha256))
  })

  test('the smallest CSR, without any subject, is readable', async () => {
    const csr = await inspected(fixture('no-subject.csr'))
    assert.deepEqual([csr.subject, csr.names, csr.findings, csr.refusals], [{}, [], [], []])
  })
})

describe('what a CA refuses in a readable CSR', () => {
  const refused: Record<string, string> = {
    'rsa-1024.csr': 'rsa-too-short',
    'rsa-2050.csr': 'rsa-odd-length',
    'close-primes.csr': 'rsa-close-primes',
    'roca.csr': 'rsa-roca',
    'ec-secp256k1.csr': 'key-curve',
    'ec-explicit.csr': 'key-curve',
    'md5.csr': 'csr-signature-algorithm',
  }
  for (const [file, code] of Object.entries(refused)) {
    test(`${file}: ${code}`, async () =>
      assert.deepEqual(codes((await inspected(fixture(file))).refusals), [code]))
  }

  test('a product may ask for a longer RSA key', async () => {
    const { refusals } = await inspected(fixture('full.csr'), { minRsaBits: 3072 })
    assert.deepEqual(refusals, [{ code: 'rsa-too-short', params: { bits: 2048, min: 3072 } }])
  })

  test('a CSR changed after signing has a wrong signature', async () => {
    const changed = der(fixture('full.csr'))
    changed[changed.indexOf('Szczecin')] = 'Z'.charCodeAt(0)
    const csr = await inspected(pem(changed, 'CERTIFICATE REQUEST'))
    assert.equal(csr.subject.locality, 'Zzczecin')
    assert.equal(csr.signatureValid, false)
    assert.deepEqual(codes(csr.refusals), ['csr-bad-signature'])
  })

  test('exponent 1 is refused', async () => {
    const csr = await inspected(unsignedCsr(rsaSpki((1n << 2047n) + 1n, 1n)))
    assert.ok(codes(csr.refusals).includes('rsa-exponent-invalid'))
    assert.equal(csr.signatureValid, false)
  })
})

describe('what is weak or noteworthy, and still accepted', () => {
  const noted: Record<string, string[]> = {
    'sha1.csr': ['csr-signature-sha1'],
    'exponent-3.csr': ['rsa-exponent-small'],
    'misshapen.csr': [
      'subject-repeated',
      'subject-blank',
      'subject-blank',
      'subject-country',
      'subject-too-long',
    ],
    'bad-names.csr': ['csr-name-invalid', 'csr-name-invalid', 'csr-name-invalid', 'csr-name-invalid'],
    'other-name.csr': [],
    'pss-signature.csr': [],
  }
  for (const [file, expected] of Object.entries(noted)) {
    test(`${file}: ${expected.length} findings`, async () => {
      const csr = await inspected(fixture(file))
      assert.deepEqual(codes(csr.findings), expected)
      assert.deepEqual(csr.refusals, [])
      assert.ok(csr.signatureValid)
    })
  }

  test('unusable entries do not hide the good ones', async () => {
    assert.deepEqual((await inspected(fixture('bad-names.csr'))).names, ['good.example.com'])
    assert.deepEqual((await inspected(fixture('other-name.csr'))).names, ['example.com'])
  })
})

describe('the text around a CSR', () => {
  const original = fixture('full.csr')
  const base64 = original.replace(/-----[^-]+-----|\s/g, '')
  const readable: Record<string, string> = {
    'CRLF line ends': original.replaceAll('\n', '\r\n'),
    'CR line ends': original.replaceAll('\n', '\r'),
    'no line ends': pem(der(original), 'CERTIFICATE REQUEST'),
    'all on one line': original.replaceAll('\n', ' '),
    'escaped line ends': original.replaceAll('\n', '\\n'),
    'indented lines': original.replaceAll('\n', '\n\t  '),
    'a byte order mark': `\ufeff${original}`,
    'the old header': original.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    'mixed headers': original.replace('BEGIN CERTIFICATE', 'BEGIN NEW CERTIFICATE'),
    'text around it': `Certificate Request:\n  Data: …\n\n${original}\nRegards, Jan`,
    'a certificate before it': `${fixture('leaf.pem')}${original}`,
    'no markers': base64,
  }
  for (const [what, text] of Object.entries(readable)) {
    test(`${what}: read, and brought to its one form`, async () =>
      assert.equal((await inspected(text)).pem, original))
  }

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const brokenSpki = rsaSpki(15n, 3n)
  brokenSpki[brokenSpki.lastIndexOf(0x30)] = 0x31
  const unreadable: Record<string, [string, string]> = {
    nothing: ['', 'csr-empty'],
    'blanks only': [' \r\n\t', 'csr-empty'],
    'a megabyte': ['A'.repeat(1 << 20), 'csr-too-large'],
    'a sentence': ['Please give me a certificate', 'csr-not-pem'],
    'other base64': [Buffer.from('hello, world').toString('base64'), 'csr-not-pem'],
    'foreign characters inside': [original.replace('MII', 'M!I'), 'csr-not-base64'],
    'an empty block': [pem(Buffer.alloc(0), 'CERTIFICATE REQUEST'), 'csr-not-base64'],
    'no end marker': [original.slice(0, 900), 'csr-truncated'],
    'a cut end marker': [original.trimEnd().slice(0, -4), 'readable'],
    'lines missing inside': [original.replace(/\n.{64}(?=\n.*\n-----END)/, ''), 'csr-truncated'],
    'base64 cut off': [base64.slice(0, 800), 'csr-truncated'],
    'something appended to the DER': [
      pem(Buffer.concat([der(original), Buffer.from([5, 0])]), 'CERTIFICATE REQUEST'),
      'csr-malformed',
    ],
    'an empty sequence': [pem(tlv(0x30), 'CERTIFICATE REQUEST'), 'csr-malformed'],
    'a certificate': [fixture('leaf.pem'), 'csr-is-certificate'],
    'a certificate without markers': [der(fixture('leaf.pem')).toString('base64'), 'csr-is-certificate'],
    'a certificate with the markers of a CSR': [
      fixture('leaf.pem').replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'),
      'csr-is-certificate',
    ],
    'a public key': [publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'csr-is-public-key'],
    'a PGP message': ['-----BEGIN PGP MESSAGE-----\nAAAA\n-----END PGP MESSAGE-----', 'csr-is-other'],
    'a private key': [keyPem, 'private-key-sent'],
    'a private key in the old form': [
      privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
      'private-key-sent',
    ],
    'a private key without markers': [der(keyPem).toString('base64'), 'private-key-sent'],
    'a private key beside the CSR': [`${original}${keyPem}`, 'private-key-sent'],
    'an Ed25519 key': [fixture('ed25519.csr'), 'key-algorithm'],
    'an RSA-PSS key': [fixture('rsa-pss-key.csr'), 'key-algorithm'],
    'a DSA key': [fixture('dsa.csr'), 'key-algorithm'],
    'a key that is none': [unsignedCsr(brokenSpki), 'key-unreadable'],
  }
  for (const [what, [text, code]] of Object.entries(unreadable)) {
    test(`${what}: ${code}`, async () => assert.equal(await problem(text), code))
  }
})

describe('hostile input', () => {
  const originals = ['full.csr', 'ec-prime256v1.csr', 'other-name.csr'].map((file) => fixture(file))

  test('whatever text comes, there is an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        for (const candidate of [text, pem(Buffer.from(text), 'CERTIFICATE REQUEST')]) {
          assert.equal((await inspectCsr(candidate)).ok, false)
        }
      }),
      { numRuns: 300 },
    )
  })

  /** Where the content of the DER element at this place begins: after a tag and a length of one byte or more. */
  const contentStart = (bytes: Buffer, at: number): number => {
    const first = bytes.readUInt8(at + 1)
    return at + 2 + (first < 0x80 ? 0 : first - 0x80)
  }
  const elementEnd = (bytes: Buffer, at: number): number => {
    const start = contentStart(bytes, at)
    const lengthBytes = start - at - 2
    return start + (lengthBytes === 0 ? bytes.readUInt8(at + 1) : bytes.readUIntBE(at + 2, lengthBytes))
  }

  test('a CSR with changed bytes is answered, and its signature never passes when the signed part changed', async () => {
    const change = fc.record({ at: fc.nat({ max: 1999 }), to: fc.integer({ min: 0, max: 255 }) })
    const mutation = fc.tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 3 }))
    await fc.assert(
      fc.asyncProperty(mutation, async ([original, changes]) => {
        const before = der(original)
        const after = Buffer.from(before)
        for (const { at, to } of changes) after[at % after.length] = to
        const result = await inspectCsr(pem(after, 'CERTIFICATE REQUEST'))
        JSON.stringify(result)
        const signedEnd = elementEnd(before, contentStart(before, 0))
        const isSignedPartSame = before.subarray(0, signedEnd).equals(after.subarray(0, signedEnd))
        if (result.ok && !isSignedPartSame) assert.equal(result.csr.signatureValid, false)
      }),
      { numRuns: 600 },
    )
  })

  test('a CSR cut anywhere is answered', async () => {
    const cut = fc.tuple(fc.constantFrom(...originals), fc.nat({ max: 1800 }), fc.nat({ max: 1800 }))
    await fc.assert(
      fc.asyncProperty(cut, async ([original, from, to]) => {
        const result = await inspectCsr(original.slice(0, from) + original.slice(to))
        if (result.ok) assert.ok(result.csr.pem.startsWith('-----BEGIN CERTIFICATE REQUEST-----\n'))
      }),
      { numRuns: 300 },
    )
  })

  const nested = (depth: number): Buffer => {
    let value: Buffer = Buffer.alloc(0)
    for (let level = 0; level < depth; level += 1) value = tlv(0x30, value)
    return value
  }
  const huge = (1n << 360_000n) + 1n
  const costly: Record<string, string> = {
    'deep nesting': nested(6000).toString('base64'),
    'many empty values': tlv(0x30, Buffer.alloc(48_000, Buffer.from([0x30, 0]))).toString('base64'),
    zeros: tlv(0x30, Buffer.alloc(48_000)).toString('base64'),
    'many markers': '-----BEGIN CERTIFICATE REQUEST-----'.repeat(1800),
    'many dashes': '-'.repeat(65_000),
    'many blanks': `${' '.repeat(65_000)}x`,
    'a modulus of 360,000 bits': unsignedCsr(rsaSpki(huge, 65537n)),
    'an exponent of 360,000 bits': unsignedCsr(rsaSpki((1n << 4095n) + 1n, huge)),
    'a modulus of zero': unsignedCsr(rsaSpki(0n, 65537n)),
    'an exponent of zero': unsignedCsr(rsaSpki((1n << 2047n) + 1n, 0n)),
  }
  for (const [what, text] of Object.entries(costly)) {
    test(`${what} costs no time`, async () => {
      const start = performance.now()
      const result = await inspectCsr(text)
      assert.ok(performance.now() - start < 1500)
      assert.ok(!result.ok || result.csr.refusals.length > 0)
    })
  }
})
