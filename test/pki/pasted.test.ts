import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { inspectCertificate } from '../../pki/certificate.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { p7bFile } from '../../pki/formats.ts'
import { splitPemBundle } from '../../pki/pem.ts'
import { holdsPrivateKey } from '../../pki/pem-blocks.ts'
import { der, fixture } from './fixture.ts'

const plain = fixture('field/a11-two-csrs.txt').slice(0, 1000)
const CSR = `${plain.slice(0, plain.indexOf('-----END'))}-----END CERTIFICATE REQUEST-----\n`
const OTHER = fixture('field/a11-two-csrs.txt').slice(CSR.length)
const BODY = CSR.split('\n').slice(1, -2).join('\n')

/** What is read of a text: the SHA-256 of the request, or the code of what is wrong. */
async function read(text: string): Promise<string> {
  const result = await inspectCsr(text)
  return result.ok ? result.csr.sha256 : result.problem.code
}

const marked = (body: string, begin = '-----BEGIN CERTIFICATE REQUEST-----'): string =>
  `${begin}\n${body}\n-----END CERTIFICATE REQUEST-----\n`

const READ: Record<string, string> = {
  'a hyphen too few at the end (a01)': fixture('field/a01-end-4-dashes.txt'),
  'a hyphen too few at the beginning (a02)': fixture('field/a02-begin-4-dashes.txt'),
  'no-break spaces in the markers (a15)': fixture('field/a15-nbsp-in-marker.txt'),
  'a word joiner in the text (a16b)': fixture('field/a16b-word-joiner.txt'),
  'plus signs turned into blanks (a22)': fixture('field/a22-plus-to-space.txt'),
  'the same twice': CSR + CSR,
  'the same twice, once in one line': CSR + marked(BODY.replaceAll('\n', '')),
  'Windows line ends': CSR.replaceAll('\n', '\r\n'),
  'old Mac line ends': CSR.replaceAll('\n', '\r'),
  'all blanks, one line': CSR.replaceAll('\n', ' '),
  'plus signs and line ends turned into blanks': marked(BODY.replaceAll('+', ' ').replaceAll('\n', ' ')),
  'plus signs as blanks in one long line': marked(BODY.replaceAll('\n', '').replaceAll('+', ' ')),
  'no markers, plus signs as blanks': BODY.replaceAll('+', ' '),
  'percent-encoded': encodeURIComponent(CSR),
  'JSON, escaped once': JSON.stringify({ csr: CSR }),
  'JSON in JSON': JSON.stringify(JSON.stringify({ csr: CSR })),
  'HTML with line breaks': `<pre>${CSR.replaceAll('\n', '<br />\n')}</pre>`,
  'HTML with entities': CSR.replaceAll('+', '&#43;').replaceAll('=', '&equals;').replaceAll(' ', '&nbsp;'),
  'quoted in a mail': CSR.replace(/^/gm, '> '),
  'quoted twice, with words around': `Dzień dobry,\n${CSR.replace(/^/gm, '> > ')}\nPozdrawiam, Jan`,
  'a shell’s quotes': `csr="${CSR}"`,
  'typographic quotes': `„${CSR}”`,
  'a word processor’s dashes': CSR.replaceAll('-----', '——-'),
  'en dashes': CSR.replaceAll('-', '–'),
  'soft hyphens and marks of direction': CSR.replaceAll('M', '\u00adM\u200e').replace(/^/, '\u202a\ufeff'),
  'lower-case markers': CSR.replaceAll('CERTIFICATE REQUEST', 'certificate request'),
  'two blanks in the marker': CSR.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE  REQUEST'),
  'no hyphens at all': CSR.replaceAll('-', ''),
  'no begin marker': CSR.slice(CSR.indexOf('\n')),
  'no end marker': CSR.slice(0, CSR.indexOf('-----END')),
  'no markers': BODY,
  'base64 for addresses': BODY.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  indented: CSR.replace(/^/gm, '      '),
}

describe('a CSR as people paste it', () => {
  for (const [what, text] of Object.entries(READ)) {
    test(what, async () => assert.equal(await read(text), await read(CSR)))
  }

  const refused: Record<string, [string, string]> = {
    'two different requests (a11)': [fixture('field/a11-two-csrs.txt'), 'csr-several'],
    'one request and a piece of another': [CSR + OTHER.slice(0, 500), 'csr-several'],
    'plus signs of which some were lost altogether': [
      marked(BODY.replace('+', '').replaceAll('+', ' ')),
      'csr-plus-lost',
    ],
    'nothing but what nobody sees': ['\u00a0\u200b\u2060\n', 'csr-empty'],
  }
  for (const [what, [text, code]] of Object.entries(refused)) {
    test(`${what}: ${code}`, async () => assert.equal(await read(text), code))
  }

  test('nothing that invisible characters are put into reads as something else', async () => {
    const sha256 = await read(CSR)
    const invisible = fc.constantFrom('\u00ad', '\u200b', '\u2060', '\u200e', '\u200f', '\u202c', '\ufeff')
    const places = fc.array(fc.tuple(fc.nat(CSR.length), invisible), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(places, async (put) => {
        const text = put.reduce((whole, [at, mark]) => whole.slice(0, at) + mark + whole.slice(at), CSR)
        assert.equal(await read(text), sha256)
      }),
    )
  })

  test('a text of nothing but the beginnings of markers is read as fast as any other', async () => {
    const started = performance.now()
    for (const piece of ['-', '- ', '-----BEGIN ', 'BEGIN A ', '<a', '> ', '%2', '\\u002', '-BEGIN\tA-'])
      await read(piece.repeat(60_000 / piece.length))
    assert.ok(performance.now() - started < 5000)
  })
})

describe('a private key in a paste', () => {
  const label = 'PRIVATE KEY'
  const forms = [
    `-----BEGIN ${label}-----\nMIIE\n-----END ${label}-----`,
    `----BEGIN RSA ${label}-----\nMIIE`,
    `-----BEGIN\u00a0EC\u00a0PRIVATE\u00a0KEY-----\n`,
    `${CSR}–––––BEGIN ENCRYPTED ${label}–––––`,
    `BEGIN ${label}\nMIIE\nEND ${label}`,
    JSON.stringify(`-----BEGIN ${label}-----\nMIIE\n-----END ${label}-----`),
  ]
  for (const text of forms) {
    test(JSON.stringify(text.slice(-40)), async () => {
      assert.equal(await read(text), 'private-key-sent')
      assert.ok(holdsPrivateKey(text))
    })
  }

  test('words about private keys are none', () => {
    assert.ok(
      !holdsPrivateKey('We begin with the private key of the shop. In the end private keys stay there.'),
    )
    assert.ok(!holdsPrivateKey(CSR))
  })

  test('is no certificate either, whatever stands beside it', () => {
    const text = `-----BEGIN ${label}-----\nMIIE\n-----END ${label}-----\n${fixture('leaf.pem')}`
    assert.throws(() => inspectCertificate(text), { message: 'private-key-sent' })
    assert.throws(() => splitPemBundle(text), { message: 'private-key-sent' })
  })
})

describe('a certificate as people paste it', () => {
  const leaf = fixture('leaf.pem')
  const { sha256 } = inspectCertificate(leaf)
  const pastes: Record<string, string> = {
    'hyphens too few': leaf.replaceAll('-----', '---'),
    'no-break spaces': leaf.replaceAll(' ', '\u00a0'),
    'plus signs turned into blanks': leaf
      .split('\n')
      .map((line) => (line.startsWith('-') ? line : line.replaceAll('+', ' ')))
      .join('\n'),
    quoted: leaf.replace(/^/gm, '> '),
    'in JSON': JSON.stringify({ certificate: leaf }),
    'in HTML': leaf.replaceAll('\n', '<br>'),
    'packed as PKCS #7 (.p7b)': p7bFile([leaf]),
    'base64 alone': der(leaf).toString('base64url'),
  }
  for (const [what, text] of Object.entries(pastes)) {
    test(what, () => assert.equal(inspectCertificate(text).sha256, sha256))
  }

  test('a .p7b holds every certificate that was packed', () => {
    const chain = [leaf, fixture('intermediate.pem'), fixture('root.pem')]
    assert.deepEqual(splitPemBundle(p7bFile(chain)).toSorted(), chain.toSorted())
  })
})

describe('what a CSR holds, as tools wrote it', () => {
  const inspect = async (name: string) => {
    const result = await inspectCsr(fixture(`field/${name}.csr`))
    assert.ok(result.ok, JSON.stringify(result))
    return result.csr
  }

  test('names in Microsoft’s old attribute, and in a second request of extensions', async () => {
    assert.deepEqual((await inspect('b01b-ms-old-extreq')).names, ['iis.example.com', 'www.iis.example.com'])
    assert.deepEqual((await inspect('b18d-two-extreq-attrs')).names, ['twoext.example.com'])
  })

  test('the same name twice is one, whatever its case, in Unicode and as A-label', async () => {
    assert.deepEqual((await inspect('b05-san-dup-upper')).names, ['dup.example.com', 'www.dup.example.com'])
    assert.deepEqual((await inspect('b22-idn-unicode-cn')).names, ['xn--w-uga1v8h.pl'])
    const { names, findings } = await inspect('b22b-idn-unicode-san')
    assert.deepEqual([names, findings], [['xn--w-uga1v8h.pl'], []])
  })

  const unusable: Record<string, string> = {
    'b13c-version-2': 'csr-version',
    'b17i-negative-modulus': 'key-encoding',
    'b17m-spki-no-null': 'key-encoding',
    'b17p-nonminimal-modulus': 'key-encoding',
  }
  for (const [name, code] of Object.entries(unusable)) {
    test(`${name}: ${code}`, async () =>
      assert.deepEqual(
        (await inspect(name)).refusals.map((problem) => problem.code),
        [code],
      ))
  }

  test('lengths that are longer than they need be', async () => {
    const whole = der(CSR)
    const [head, info, rest] = [whole.subarray(0, 4), whole.subarray(4, 8), whole.subarray(8)]
    const stretched = Buffer.concat([head, Buffer.from([0x30, 0x83, 0]), info.subarray(2), rest])
    stretched.writeUInt16BE(stretched.length - 4, 2)
    const result = await inspectCsr(stretched.toString('base64'))
    assert.ok(
      result.ok && result.csr.refusals.some(({ code }) => code === 'csr-encoding'),
      JSON.stringify(result),
    )
  })

  const garbled: Record<string, Record<string, [string, string]>> = {
    'b19d-utf8-but-cp1250': { organization: ['Spó³ka £ód', 'Spółka Łódź'] },
    'b19f-t61-utf8': { organization: ['SpÃ³Å ka', 'Spółka'] },
    ov_mojibake: {
      organization: ['SpÃ³Å ka Å»Ã³Å w', 'Spółka Żółw'],
      locality: ['Å Ã³dÅº', 'Łódź'],
      state: ['Å Ã³dzkie', 'Łódzkie'],
    },
  }
  for (const [name, fields] of Object.entries(garbled)) {
    test(`${name}: letters are garbled, and what seems to be meant is said`, async () => {
      const found = (await inspect(name)).findings
        .filter(({ code }) => code === 'subject-garbled')
        .map(({ params }) => [params?.field, [params?.text, params?.likely]])
      assert.deepEqual(Object.fromEntries(found), fields)
    })
  }
})
