import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { CaRefusal, CaUnavailable } from '../../activities/ca/errors.ts'
import type { CaPort } from '../../activities/ca/port.ts'
import { REVOCATION_REASONS } from '../../domain/revocation.ts'
import { answering, clientOf, scripted } from './support/clients.ts'
import { CSR } from './support/orders.ts'
import { type Handler, header, OK_HEADER, refusal, startRawServer } from './support/servers.ts'

async function portOver(t: TestContext, script: Record<string, Handler>): Promise<CaPort> {
  return createCertumPort((await scripted(t, script)).client)
}

const ok = (more: object = {}) => ({ responseHeader: header(), ...more })
const SANVerification = { approverMethod: 'FILE', code: 'c0de', FQDNs: { FQDN: ['example.com'] } }
const CONTROL = { method: 'FILE', code: 'c0de', names: ['example.com'] }
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
const RENEWAL = {
  customerLabel: 'order-1',
  productCode: '606',
  csr: CSR,
  of: { serialNumber: 'AB' },
} as const

describe('port: renewal', () => {
  test('is a new order under the CA’s id, found by serial number or by certificate', async (t) => {
    const seen: unknown[] = []
    const port = await portOver(t, {
      renewCertificate: ({ requestHeader: _, ...args }) => {
        seen.push(args)
        return ok({ orderID: 'made-up', SANVerification })
      },
    })
    const more = { hashAlgorithm: '', revocationEmail: 'revoke@example.com', lastDay: '2027-01-31' }
    const control = { method: 'FILE' } as const
    assert.deepEqual(await port.renewOrder({ ...RENEWAL, ...more, control }), {
      caOrderId: 'made-up',
      placed: 'now',
      control: CONTROL,
    })
    await port.renewOrder({ ...RENEWAL, of: { pem: PEM } })
    const shared = { CSR: CSR.trim(), customer: 'order-1', productCode: '606' }
    assert.deepEqual(seen, [
      {
        ...shared,
        SANApprover: { approverMethod: 'FILE', verificationNotificationEnabled: false },
        serialNumber: 'AB',
        revocationContactEmail: 'revoke@example.com',
        shortenedValidityPeriod: new Date('2027-01-31'),
      },
      { ...shared, X509Cert: PEM },
    ])
  })

  test('is refused at the fields that its body has', async (t) => {
    const port = await portOver(t, {
      renewCertificate: () => refusal(1168, 1165, 2159, 1016, 1008, 1053, 2172, 1166),
    })
    assert.deepEqual(await pathsOf(port.renewOrder(RENEWAL)), [
      ['/csr', 'common-name-differs'],
      ['/certificate', 'certificate-unreadable'],
      ['/verification/emailPrefix', 'prefix-missing'],
      ['/csr', 'field-missing'],
      ['', 'name-invalid'],
      ['', 'field-missing'],
      ['', 'revocation-email-is-login'],
      ['', 'product-not-for-renewal'],
    ])
  })

  test('whose answer is lost may have been bought', async (t) => {
    const server = await startRawServer((_request, response) => response.destroy())
    t.after(server.close)
    const port = createCertumPort(clientOf(server.url))
    const isUnknown = (error: unknown) => error instanceof CaUnavailable && error.outcome === 'unknown'
    await assert.rejects(port.renewOrder(RENEWAL), isUnknown)
    await assert.rejects(port.reissueCertificate({ of: { pem: PEM } }), isUnknown)
    await assert.rejects(port.revokeCertificate({ serialNumber: 'AB', reason: 'superseded' }), isUnknown)
  })

  test('that succeeds without an id is no success to build on', async (t) => {
    const port = await portOver(t, { renewCertificate: () => ok({ SANVerification }) })
    await assert.rejects(
      port.renewOrder(RENEWAL),
      (error) => error instanceof CaUnavailable && error.code === 'unexpected-answer',
    )
  })
})

describe('port: reissue', () => {
  test('sends a new key, added names and their proof, or only which certificate', async (t) => {
    const seen: unknown[] = []
    const port = await portOver(t, {
      reissueCertificate: ({ requestHeader: _, ...args }) => {
        seen.push(args)
        return ok({ orderID: 'order-1-1' })
      },
    })
    const placed = { caOrderId: 'order-1-1', placed: 'now', control: null }
    assert.deepEqual(
      await port.reissueCertificate({
        of: { serialNumber: 'AB' },
        csr: CSR,
        hashAlgorithm: 'ECC-SHA256',
        addNames: ['new.example.com'],
        control: { method: 'ADMIN', emailPrefix: 'HOSTMASTER' },
      }),
      placed,
    )
    assert.deepEqual(await port.reissueCertificate({ of: { pem: PEM }, addNames: [] }), placed)
    assert.deepEqual(seen, [
      {
        serialNumber: 'AB',
        hashAlgorithm: 'ECC-SHA256',
        CSR: CSR.trim(),
        SANApprover: {
          approverMethod: 'ADMIN',
          approverEmailPrefix: 'HOSTMASTER',
          verificationNotificationEnabled: true,
        },
        SANEntries: { SANEntry: [{ DNSName: 'new.example.com' }] },
      },
      { X509Cert: PEM },
    ])
  })

  test('is refused at the fields that its body has', async (t) => {
    const port = await portOver(t, {
      reissueCertificate: () => refusal(1008, 2130, 2097, 1101, 2188, 2126, 2089, 1053),
    })
    assert.deepEqual(await pathsOf(port.reissueCertificate({ of: { serialNumber: 'AB' } })), [
      ['/addNames', 'name-invalid'],
      ['/addNames', 'name-already-in-certificate'],
      ['/csr', 'csr-invalid'],
      ['/csr', 'field-too-long'],
      ['/verification', 'verification-needed-again'],
      ['', 'already-reissued'],
      ['', 'hash-not-configured'],
      ['', 'field-missing'],
    ])
  })
})

describe('port: revocation', () => {
  test('has a word for each reason', async (t) => {
    const seen: unknown[] = []
    const port = await portOver(t, {
      revokeCertificate: ({ revokeCertificateParameters }) => {
        seen.push(revokeCertificateParameters)
        return ok()
      },
    })
    for (const reason of REVOCATION_REASONS)
      assert.equal(await port.revokeCertificate({ serialNumber: 'AB', reason }), 'revoking')
    assert.deepEqual(
      seen,
      ['UNSPECIFIED', 'KEYCOMPROMISE', 'CESSATIONOFOPERATION', 'SUPERSEDED', 'AFFILIATIONCHANGED'].map(
        (revocationReason) => ({ revocationReason, serialNumber: 'AB' }),
      ),
    )
  })

  test('of what is revoked, or being revoked, is done already', async (t) => {
    const answers = [refusal(1145), refusal(1143), refusal(1144)]
    const port = await portOver(t, { revokeCertificate: () => answers.shift() })
    const revoke = () => port.revokeCertificate({ serialNumber: 'AB', reason: 'unspecified' })
    assert.equal(await revoke(), 'already')
    assert.equal(await revoke(), 'already')
    assert.deepEqual(await pathsOf(revoke()), [['', 'certificate-expired']])
  })

  test('is refused at its fields, with day and note as they were given', async (t) => {
    let seen: unknown
    const port = await portOver(t, {
      revokeCertificate: ({ revokeCertificateParameters }) => {
        seen = JSON.stringify(revokeCertificateParameters)
        return refusal(1141, 1142, 1135, 1133)
      },
    })
    const compromise = {
      reason: 'keyCompromise',
      compromisedOn: '2026-09-01',
      note: 'key on a lost laptop',
    } as const
    assert.deepEqual(await pathsOf(port.revokeCertificate({ serialNumber: 'AB', ...compromise })), [
      ['/compromisedOn', 'compromise-date-invalid'],
      ['/note', 'field-too-long'],
      ['/reason', 'revocation-reason-invalid'],
      ['/serialNumber', 'certificate-unknown'],
    ])
    assert.match(String(seen), /2026-09-01.*key on a lost laptop.*KEYCOMPROMISE/)
  })
})

describe('port: certificates that end soon', () => {
  const entry = (id: number) => ({
    orderID: `o-${id}`,
    serialNumber: `0a:0${id}`,
    expiringDate: '2026-10-01T00:00:00',
    validityDaysLeft: 30 - id,
  })
  const read = (id: number) => ({
    caOrderId: `o-${id}`,
    serialNumber: `0A0${id}`,
    expiresAt: '2026-10-01T00:00:00.000Z',
    daysLeft: 30 - id,
  })

  test('come from all pages, each once, though the list shrinks meanwhile', async (t) => {
    const asked: unknown[] = []
    const pages = [[1, 2], [2, 3], []]
    const port = await portOver(t, {
      getExpiringCertificates: ({ validityDaysLeft, pageNumber }) => {
        asked.push(validityDaysLeft)
        const page = pages[Number(pageNumber) - 1] ?? []
        if (page.length === 0) return refusal(1155)
        return { responseHeader: header({ pagesCount: 3 }), expiringCertificates: page.map(entry) }
      },
    })
    assert.deepEqual(await port.expiringCertificates(14), [1, 2, 3].map(read))
    assert.deepEqual(new Set(asked), new Set([14]))
  })

  for (const [what, inner, expected] of [
    ['none', '', []],
    [
      'one, without what it need not have',
      tag('<orderID>o-1</orderID><serialNumber>AB</serialNumber>'),
      ['AB'],
    ],
    [
      'an element around them',
      `<list>${tag('<orderID>o-1</orderID><serialNumber>AB</serialNumber>')}</list>`,
      ['AB'],
    ],
    ['one without a serial number', tag('<orderID>o-1</orderID><serialNumber/>'), []],
  ] as const) {
    test(`certificates that end soon are read from ${what}`, async (t) => {
      const port = createCertumPort(await answering(t, 'getExpiringCertificates', OK_HEADER + inner))
      const found = await port.expiringCertificates(30)
      assert.deepEqual(
        found.map(({ serialNumber }) => serialNumber),
        expected,
      )
      for (const { expiresAt, daysLeft } of found) assert.deepEqual([expiresAt, daysLeft], [null, null])
    })
  }

  test('days that the CA does not take are refused', async (t) => {
    const port = await portOver(t, { getExpiringCertificates: () => refusal(2052) })
    assert.deepEqual(await pathsOf(port.expiringCertificates(900)), [['', 'days-invalid']])
  })
})

function tag(inner: string): string {
  return `<expiringCertificates>${inner}</expiringCertificates>`
}

/** Where a call is refused, and as what; a call that is not refused fails the test. */
async function pathsOf(call: Promise<unknown>): Promise<[path: string, code: string][]> {
  try {
    await call
  } catch (error) {
    if (error instanceof CaRefusal) return error.problems.map(({ path, code }) => [path, code])
    throw error
  }
  throw new Error('the call succeeded')
}
