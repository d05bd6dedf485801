import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createCertumPort } from '../../activities/ca/certum/certum-port.ts'
import { CaRefusal } from '../../activities/ca/errors.ts'
import type { CaDocumentUpload, CaPort } from '../../activities/ca/port.ts'
import { answering, scripted } from './support/clients.ts'
import { type Handler, header, OK_HEADER, refusal } from './support/servers.ts'

async function portOver(t: TestContext, script: Record<string, Handler>): Promise<CaPort> {
  return createCertumPort((await scripted(t, script)).client)
}

const ok = (more: object = {}) => ({ responseHeader: header(), ...more })

const UPLOAD: CaDocumentUpload = {
  note: 'documents of the order',
  type: 'ORGANIZATION',
  description: 'extract <from> the register & more',
  files: [
    { name: 'wyciąg.pdf', content: new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 255]) },
    // A view into a larger buffer, of which only the view may be sent.
    { name: 'b.png', content: new Uint8Array([1, 2, 3, 4, 5, 6]).subarray(2, 4) },
  ],
}

describe('port: documents', () => {
  test('are sent as one document of several files, byte for byte', async (t) => {
    let seen: unknown
    const port = await portOver(t, {
      verifyOrder: ({ verifyOrderParameters }) => {
        seen = verifyOrderParameters
        return ok()
      },
    })
    assert.equal(await port.sendDocuments('o-1', UPLOAD), 'sent')
    assert.deepEqual(seen, {
      note: 'documents of the order',
      orderID: 'o-1',
      documents: {
        document: [
          {
            description: 'extract <from> the register & more',
            type: 'ORGANIZATION',
            files: {
              file: [
                { fileName: 'wyciąg.pdf', content: 'JVBERgD/' },
                { fileName: 'b.png', content: 'AwQ=' },
              ],
            },
          },
        ],
      },
    })
  })

  test('that an earlier attempt sent count as sent, unless anything else is said of them', async (t) => {
    const answers = [refusal(2191), refusal(2191, 2191), refusal(2191, 2085), refusal(2056)]
    const port = await portOver(t, { verifyOrder: () => answers.shift() })
    assert.equal(await port.sendDocuments('o-1', UPLOAD), 'already')
    assert.equal(await port.sendDocuments('o-1', UPLOAD), 'already')
    await assert.rejects(port.sendDocuments('o-1', UPLOAD), isRefusedAt('/files', 'file-too-large'))
    await assert.rejects(port.sendDocuments('o-1', UPLOAD), isRefusedAt('', 'documents-closed'))
  })

  const NOTHING = { createdAt: null, description: null, expiresAt: null, fileNames: [], reason: null }
  const NEW = { ...NOTHING, type: 'APPLICANT', state: 'NEW' }
  const FULL = {
    type: 'ORGANIZATION',
    description: 'extract',
    fileNames: ['a.pdf', 'b.pdf'],
    state: 'REJECTED',
    createdAt: '2026-09-01T10:00:00.000Z',
    expiresAt: '2027-09-01T00:00:00.000Z',
    reason: 'not readable',
  }
  const full = (files: string, reason: string) =>
    '<type>ORGANIZATION</type><description>extract</description><state>REJECTED</state>' +
    `<createDate>2026-09-01T10:00:00</createDate><expireDate>2027-09-01</expireDate>${files}${reason}`
  const FILES =
    '<files><file><fileName>a.pdf</fileName></file><file><fileName>b.pdf</fileName></file></files>'
  const REASON = '<reason>not readable</reason>'
  const small = '<type>APPLICANT</type><state>NEW</state>'
  const of = (...documents: string[]) =>
    documents.map((document) => `<document>${document}</document>`).join('')

  for (const [what, inner, expected] of [
    ['no list', '', []],
    ['an empty list', '<documents/>', []],
    ['a list of one', `<documents>${of(small)}</documents>`, [NEW]],
    ['a list of two', `<documents>${of(small, full(FILES, REASON))}</documents>`, [NEW, FULL]],
    ['other names around them', `<list><docs><doc>${small}</doc></docs></list>`, [NEW]],
    ['no list around them', `${of(small, small)}`, [NEW, NEW]],
    [
      'names of files without elements of their own',
      `<documents>${of(full('<files><fileName>a.pdf</fileName><fileName>b.pdf</fileName></files>', REASON))}</documents>`,
      [FULL],
    ],
    [
      'names of files as files',
      `<documents>${of(full('<file>a.pdf</file><file>b.pdf</file>', REASON))}</documents>`,
      [FULL],
    ],
    ...['info', 'note', 'comment', 'rejectReason'].map(
      (name) =>
        [
          `the reason as ${name}`,
          `<documents>${of(full(FILES, `<${name}> not readable </${name}>`))}</documents>`,
          [FULL],
        ] as const,
    ),
    [
      'words of the future',
      `<documents>${of('<type>PASSPORT</type><state>SHREDDED</state>')}</documents>`,
      [{ ...NEW, type: 'PASSPORT' }],
    ],
    ['dates that are none', `<documents>${of(`${small}<createDate>soon</createDate>`)}</documents>`, [NEW]],
  ] as const) {
    test(`documents are read from ${what}`, async (t) => {
      const port = createCertumPort(await answering(t, 'getDocumentsList', OK_HEADER + inner))
      assert.deepEqual(await port.documents('o-1'), expected)
    })
  }
})

const EMAIL = {
  email: 'anna@example.com',
  verified: 'false',
  sendDate: '2026-09-01T10:00:00',
  verificationLinkValidityDate: '2026-09-02T12:00:00+02:00',
}
const READ_EMAIL = {
  address: 'anna@example.com',
  verified: false,
  sentAt: '2026-09-01T10:00:00.000Z',
  linkValidUntil: '2026-09-02T10:00:00.000Z',
  verifiedAt: null,
  validUntil: null,
}

describe('port: mailboxes', () => {
  test('a message, its link and the click are read', async (t) => {
    const proven = { verificationDate: '2026-09-01T11:00:00Z', verificationValidity: '2026-10-01T11:00:00Z' }
    const answers = [{ ...EMAIL }, { ...EMAIL, verified: '1', ...proven }, undefined]
    const port = await portOver(t, {
      getEmailVerification: () => ok({ emailVerification: answers.shift() }),
    })
    assert.deepEqual(await port.emailVerification('o-1'), READ_EMAIL)
    assert.deepEqual(await port.emailVerification('o-1'), {
      ...READ_EMAIL,
      verified: true,
      verifiedAt: '2026-09-01T11:00:00.000Z',
      validUntil: '2026-10-01T11:00:00.000Z',
    })
    assert.equal(await port.emailVerification('o-1'), null)
  })

  test('the message is sent again, unless its link still works or the order is past it', async (t) => {
    const answers = [ok(), refusal(1114), refusal(1113)]
    const port = await portOver(t, { addEmailVerification: () => answers.shift() })
    assert.equal(await port.resendEmail('o-1'), 'sent')
    assert.equal(await port.resendEmail('o-1'), 'still-valid')
    await assert.rejects(port.resendEmail('o-1'), isRefusedAt('', 'verification-closed'))
  })
})

describe('port: what an order is read with', () => {
  const BY_DOCUMENTS = ['APPLICANT', 'ORGANIZATION', 'AUTHORIZATION', 'EXTENDED_VALIDATION', 'PRODUCT']
  for (const [type, state, asked] of [
    ...BY_DOCUMENTS.map((type) => [type, 'REQUIRED', ['getDocumentsList']] as const),
    ['ORGANIZATION', 'VERIFIED', ['getDocumentsList']],
    ['ORGANIZATION', 'NOT_REQUIRED', []],
    ['EMAIL', 'REQUIRED', ['getEmailVerification']],
    ['EMAIL', 'NOT_REQUIRED', []],
    ['SYSTEM', 'REQUIRED', []],
  ] as const) {
    test(`${type} ${state} asks for ${asked.length === 0 ? 'nothing more' : asked.join()}`, async (t) => {
      const { client, exchanges } = await scripted(t, {
        getOrderState: () =>
          ok({ orderStatus: 'VERIFICATION', verifications: { verification: [{ type, state }] } }),
        getDocumentsList: () => ok({ documents: { document: [{ type: 'APPLICANT', state: 'NEW' }] } }),
        getEmailVerification: () => ok({ emailVerification: EMAIL }),
      })
      const { documents, email } = await createCertumPort(client).readOrder('o-1')
      assert.deepEqual(
        exchanges.map(({ operation }) => operation),
        ['getOrderState', ...asked],
      )
      assert.equal(documents.length, asked[0] === 'getDocumentsList' ? 1 : 0)
      assert.deepEqual(email, asked[0] === 'getEmailVerification' ? READ_EMAIL : null)
    })
  }
})

function isRefusedAt(path: string, code: string) {
  return (error: unknown) =>
    error instanceof CaRefusal &&
    error.problems.some((problem) => problem.path === path && problem.code === code)
}
