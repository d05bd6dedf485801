import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { DOCUMENT_FILE_LIMIT_BYTES, DOCUMENT_TYPES } from '../../domain/document.ts'
import type { OrderView } from '../../domain/order-view.ts'
import {
  type CaOrderDocument,
  currentCaOrder,
  insertCaOrder,
  noteCaState,
} from '../../store/queries/ca-orders.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { beginSending, endSending, filesOf } from '../../store/queries/document-sendings.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, type CallOptions, problemsOf, type Reply, startedOrder, textAt, withApi } from './harness.ts'
import { documentForm, SAMPLES } from './sample-files.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const SINCE = '2026-05-04T09:30:00.000Z'
const WAITING = { waitsFor: 'client', since: SINCE, dueBy: null, problem: null } as const
const OPEN: Partial<OrderView> = {
  state: 'verifying',
  activity: { kind: 'ordering', step: 'verifying', ...WAITING },
  names: ['example.com'],
  caOrderPlaced: true,
}

/** An order that is proven by documents, and which the CA has taken. */
async function placed(product = '631', view: Partial<OrderView> = {}): Promise<string> {
  const id = await startedOrder(api, { product })
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  await insertCaOrder(api.here.db, {
    caAccountId: order?.caAccountId ?? '',
    caOrderId: `${id}-1`,
    orderId: id,
    n: 1,
    purpose: 'issue',
    productCode: product,
    customerLabel: id,
    status: 'AWAITING',
    configurationId: null,
    names: [],
    placedAt: new Date(),
  })
  await tell(api.here, { orderId: id, view: viewOf({ ...OPEN, ...view }) })
  return id
}

const send = (id: string, form: FormData, options: CallOptions = {}): Promise<Reply> =>
  api.call('POST', `/orders/${id}/documents`, undefined, { ...options, raw: form })

const list = async (id: string, options: CallOptions = {}): Promise<unknown[]> => {
  const items = at((await api.get(`/orders/${id}/documents`, options)).body, 'items')
  assert.ok(Array.isArray(items))
  return items
}

const FIELDS = { type: 'ORGANIZATION' }
const pdf = (): FormData => documentForm(FIELDS, [['statute.pdf', SAMPLES.pdf()]])

async function targetOf(id: string) {
  const order = await orderById(api.here.db, WHOLE_INSTALLATION, id)
  return { orderId: id, caAccountId: order?.caAccountId ?? '', caOrderId: `${id}-1` }
}

async function atCa(id: string, documents: CaOrderDocument[]): Promise<void> {
  const row = await currentCaOrder(api.here.db, id)
  const state = { names: [], verifications: [], systemChecks: [], productValidUntil: null, documents }
  await noteCaState(api.here.db, row?.id ?? '', { status: 'AWAITING', ...state }, new Date())
}

const AT_CA: CaOrderDocument = {
  type: 'ORGANIZATION',
  description: 'statute',
  fileNames: ['statute.pdf'],
  state: 'REJECTED',
  createdAt: SINCE,
  expiresAt: '2027-05-04T09:30:00.000Z',
  reason: 'The second page is missing.',
}

describe('handing in documents', () => {
  for (const type of DOCUMENT_TYPES) {
    test(`of the kind ${type} keeps every byte and tells the workflow an id only`, async () => {
      const id = await placed()
      const content = SAMPLES.pdf()
      const form = documentForm({ type, description: ' the statute ' }, [['statute.pdf', content]])
      const reply = await send(id, form)
      assert.equal(reply.status, 200, reply.text)
      assert.equal(at(reply.body, 'id'), id)
      const [update] = api.engine.updates
      assert.equal(update?.name, 'addDocuments')
      const documentId = textAt(update?.message.arguments, 'documentId')
      assert.deepEqual(update?.message.arguments, { documentId })
      const [kept] = await filesOf(api.here.db, documentId)
      assert.equal(Buffer.from(kept?.content ?? []).compare(content), 0)
      const [item] = await list(id)
      assert.deepEqual([at(item, 'type'), at(item, 'description')], [type, 'the statute'])
    })
  }

  test('takes several files of every kind at once', async () => {
    const id = await placed()
    const files = [
      ['statute.pdf', SAMPLES.pdf()],
      ['scan.jpg', SAMPLES.jpeg()],
      ['SCAN.JPEG', SAMPLES.jpeg()],
      ['zażółć gęślą.png', SAMPLES.png()],
      ['mandate.xades', SAMPLES.xades()],
    ] as const
    const reply = await send(id, documentForm(FIELDS, files))
    assert.equal(reply.status, 200, reply.text)
    assert.deepEqual(
      at((await list(id))[0], 'fileNames'),
      files.map(([name]) => name),
    )
  })

  test('goes on by itself while the engine is away', async () => {
    const id = await placed()
    api.engine.isAway = true
    const reply = await send(id, pdf())
    assert.deepEqual([reply.status, at(reply.body, 'command.state')], [202, 'accepted'])
    assert.equal(at((await list(id))[0], 'sent'), false)
  })

  test('with one Idempotency-Key is done once, and the key knows another file', async () => {
    const id = await placed()
    const content = SAMPLES.pdf()
    const form = () => documentForm(FIELDS, [['statute.pdf', content]])
    const first = await send(id, form(), { key: `documents-${id}` })
    const again = await send(id, form(), { key: `documents-${id}` })
    assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text])
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
    assert.equal(api.engine.updates.length, 1)
    const other = await send(id, pdf(), { key: `documents-${id}` })
    assert.deepEqual([other.status, at(other.body, 'code')], [409, 'idempotency-key-reused'])
  })

  test('refuses the same file again and says which one it is, in both languages', async () => {
    const id = await placed()
    const content = SAMPLES.pdf()
    await send(id, documentForm(FIELDS, [['statute.pdf', content]]))
    const again = documentForm({ type: 'ADDITIONAL' }, [
      ['new.pdf', SAMPLES.pdf()],
      ['copy of statute.pdf', content],
    ])
    const reply = await send(id, again)
    assert.deepEqual([reply.status, problemsOf(reply)], [422, ['/files/1 file-known']])
    assert.match(textAt(reply.body, 'errors.0.message'), /“statute\.pdf”/)
    const polish = await send(id, again, { language: 'pl' })
    assert.match(textAt(polish.body, 'errors.0.message'), /przesłano już .*„statute\.pdf”/)
    assert.equal((await list(id)).length, 1)
  })

  test('is closed once the order is issued, and before it is placed', async () => {
    for (const view of [
      { state: 'issued', activity: null },
      { state: 'awaiting-configuration', activity: null, caOrderPlaced: false },
    ] as const) {
      const id = await placed('631', view)
      const reply = await send(id, pdf())
      assert.deepEqual([reply.status, at(reply.body, 'state')], [409, view.state])
      assert.deepEqual(await list(id), [])
    }
  })

  test('that the workflow does not let in leaves nothing behind', async () => {
    const id = await placed()
    api.engine.answer = () => ({ kind: 'rejected' })
    const form = pdf()
    assert.equal((await send(id, form)).status, 409)
    assert.deepEqual(await list(id), [])
    api.engine.reset()
    assert.equal((await send(id, form)).status, 200)
  })

  test('is not for a reader, nor for a stranger', async () => {
    const id = await placed()
    assert.equal((await send(id, pdf(), { token: api.tokens.reader })).status, 403)
    assert.equal((await send(id, pdf(), { token: api.tokens.other })).status, 404)
    assert.equal((await api.get(`/orders/${id}/documents`, { token: api.tokens.other })).status, 404)
    assert.equal((await api.get(`/orders/${id}/documents`, { token: api.tokens.reader })).status, 200)
  })
})

describe('documents that are not as they should be', () => {
  const cases: [string, FormData, string[]][] = [
    ['without a kind', documentForm({}, [['a.pdf', SAMPLES.pdf()]]), ['/type required']],
    [
      'of a kind nobody knows',
      documentForm({ type: 'PASSPORT' }, [['a.pdf', SAMPLES.pdf()]]),
      ['/type not-allowed'],
    ],
    ['without a file', documentForm(FIELDS, []), ['/files required']],
    [
      'with words that are too many',
      documentForm({ ...FIELDS, description: 'x'.repeat(1001) }, [['a.pdf', SAMPLES.pdf()]]),
      ['/description too-long'],
    ],
    [
      'with an unknown field',
      documentForm({ ...FIELDS, note: 'x' }, [['a.pdf', SAMPLES.pdf()]]),
      ['/note unknown-field'],
    ],
    [
      'of another ending',
      documentForm(FIELDS, [['a.docx', SAMPLES.pdf()]]),
      ['/files/0 file-ending-not-allowed'],
    ],
    [
      'without an ending',
      documentForm(FIELDS, [['statute', SAMPLES.pdf()]]),
      ['/files/0 file-ending-not-allowed'],
    ],
    [
      'that are not what they are called',
      documentForm(FIELDS, [
        ['fine.pdf', SAMPLES.pdf()],
        ['text.pdf', SAMPLES.text()],
        ['picture.pdf', SAMPLES.png()],
        ['picture.jpg', SAMPLES.png()],
        ['plain.xades', Buffer.from('<note>unsigned</note>')],
      ]),
      [
        '/files/1 file-type-unknown',
        '/files/2 file-type-differs',
        '/files/3 file-type-differs',
        '/files/4 file-type-unknown',
      ],
    ],
    ['that are empty', documentForm(FIELDS, [['a.pdf', new Uint8Array()]]), ['/files/0 file-empty']],
  ]
  for (const [what, form, expected] of cases) {
    test(`${what} are refused at the field`, async () => {
      const id = await placed()
      const reply = await send(id, form)
      assert.deepEqual([reply.status, problemsOf(reply)], [422, expected])
      assert.deepEqual(api.engine.updates, [])
    })
  }

  test('with the same file twice in one upload say which', async () => {
    const twin = SAMPLES.pdf()
    const reply = await send(
      await placed(),
      documentForm(FIELDS, [
        ['a.pdf', twin],
        ['b.pdf', twin],
      ]),
    )
    assert.deepEqual(problemsOf(reply), ['/files/1 file-chosen-twice'])
  })

  test('with more than ten files are refused', async () => {
    const files = Array.from({ length: 11 }, (_, index) => [`${index}.pdf`, SAMPLES.pdf()] as const)
    const reply = await send(await placed(), documentForm(FIELDS, files))
    assert.deepEqual([reply.status, problemsOf(reply)], [422, ['/files too-many']])
  })

  test('of ten megabytes are taken, and of one byte more are too large', async () => {
    const id = await placed()
    const room = DOCUMENT_FILE_LIMIT_BYTES - SAMPLES.pdf().byteLength
    const full = SAMPLES.pdf(room)
    assert.equal(full.byteLength, DOCUMENT_FILE_LIMIT_BYTES)
    const taken = await send(id, documentForm(FIELDS, [['full.pdf', full]]))
    assert.equal(taken.status, 200, taken.text)
    const files = [
      ['small.pdf', SAMPLES.pdf()],
      ['over.pdf', SAMPLES.pdf(room + 1)],
    ] as const
    const reply = await send(id, documentForm(FIELDS, files))
    assert.deepEqual([reply.status, problemsOf(reply)], [413, ['/files/1 file-too-large']])
    assert.match(textAt(reply.body, 'detail'), /10 MB/)
  })

  test('that are too much together are refused before they are read', async () => {
    const files = Array.from({ length: 5 }, (_, index) => [`${index}.pdf`, SAMPLES.pdf(9_500_000)] as const)
    const reply = await send(await placed(), documentForm(FIELDS, files))
    assert.equal(reply.status, 413)
    assert.match(textAt(reply.body, 'detail'), /40 MB/)
  })

  test('in JSON are of the wrong content type, and cut off they are unreadable', async () => {
    const id = await placed()
    const json = await api.post(`/orders/${id}/documents`, { type: 'ORGANIZATION' })
    assert.equal(json.status, 415)
    assert.match(textAt(json.body, 'detail'), /multipart\/form-data/)
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const cut = await api.call('POST', `/orders/${id}/documents`, undefined, { raw: '--x\r\nCont', headers })
    assert.deepEqual([cut.status, problemsOf(cut)], [422, [' multipart-unreadable']])
  })

  for (const [sent, kept] of [
    ['C:\\fakepath\\statute.pdf', 'statute.pdf'],
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['what: is "this"?.pdf', 'what_ is _this__.pdf'],
    ['.pdf', 'document.pdf'],
    [`${'ż'.repeat(300)}.pdf`, `${'ż'.repeat(251)}.pdf`],
  ] as const) {
    test(`called ${sent.slice(0, 30)} get a name that the CA takes`, async () => {
      const id = await placed()
      const reply = await send(id, documentForm(FIELDS, [[sent, SAMPLES.pdf()]]))
      assert.equal(reply.status, 200, reply.text)
      assert.deepEqual(at((await list(id))[0], 'fileNames'), [kept])
    })
  }
})

describe('the list of documents', () => {
  test('merges what was handed in with what the CA says of it', async () => {
    const id = await placed()
    await send(id, documentForm({ ...FIELDS, description: 'statute' }, [['statute.pdf', SAMPLES.pdf()]]))
    await send(id, documentForm({ type: 'AUTHORIZATION' }, [['mandate.xades', SAMPLES.xades()]]))
    const byMail: CaOrderDocument = { ...AT_CA, type: 'VERIFICATION_REPORT_OTF', fileNames: [], reason: null }
    await atCa(id, [byMail, AT_CA])
    assert.deepEqual(
      (await list(id)).map((item) => ['type', 'state', 'sent', 'reason'].map((field) => at(item, field))),
      [
        ['ORGANIZATION', 'REJECTED', true, 'The second page is missing.'],
        ['AUTHORIZATION', 'NEW', false, null],
        ['VERIFICATION_REPORT_OTF', 'REJECTED', true, null],
      ],
    )
    assert.equal(at((await list(id))[0], 'expiresAt'), AT_CA.expiresAt)
  })

  test('tells documents of one kind apart by their order where the CA names no files', async () => {
    const id = await placed()
    for (const name of ['first.pdf', 'second.pdf'])
      await send(id, documentForm(FIELDS, [[name, SAMPLES.pdf()]]))
    const unnamed = { ...AT_CA, fileNames: [], reason: null }
    await atCa(id, [unnamed, { ...unnamed, state: 'ACCEPTED' }])
    assert.deepEqual(
      (await list(id)).map((item) => at(item, 'state')),
      ['REJECTED', 'ACCEPTED'],
    )
  })

  test('says why the CA would not take one, which may then come again', async () => {
    const id = await placed()
    const form = pdf()
    await send(id, form)
    const documentId = textAt(api.engine.updates[0]?.message.arguments, 'documentId')
    const problems = [{ path: '/type', code: 'document-type-invalid', caCode: 2083 }]
    const target = await targetOf(id)
    await beginSending(api.here.db, documentId, target)
    await endSending(api.here.db, documentId, target, { state: 'refused', problems })
    await finishCommand(api.here.db, documentId, { state: 'refused', code: 'ca-refused', problems })
    const [item] = await list(id, { language: 'pl' })
    assert.deepEqual([at(item, 'state'), at(item, 'sent')], ['REJECTED', false])
    assert.match(textAt(item, 'reason'), /dokument/i)
    assert.equal((await send(id, form)).status, 200)
  })

  test('has the CA asked within 15 s while it has not decided', async () => {
    const id = await placed()
    await send(id, pdf())
    await list(id)
    const soon = (await currentCaOrder(api.here.db, id))?.nextLookAt?.getTime() ?? 0
    assert.ok(soon > 0 && soon <= Date.now() + 15_000)
    const decided = await placed()
    await atCa(decided, [AT_CA])
    await list(decided)
    assert.equal((await currentCaOrder(api.here.db, decided))?.nextLookAt, null)
  })
})
