import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { DOCUMENT_TYPES } from '../../domain/document.ts'
import { type CaOrderDocument, currentCaOrder, noteCaState } from '../../store/queries/ca-orders.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { beginSending, endSending, filesOf } from '../../store/queries/document-sendings.ts'
import { orderById } from '../../store/queries/orders.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { documentsScene, FIELDS, pdf, SINCE } from './documents-scene.ts'
import { at, problemsOf, textAt, withApi } from './harness.ts'
import { documentForm, SAMPLES } from './sample-files.ts'

const api = withApi()
const { placed, send, list } = documentsScene(api)
beforeEach(() => api.engine.reset())

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
