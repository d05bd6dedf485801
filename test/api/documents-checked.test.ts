import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { DOCUMENT_FILE_LIMIT_BYTES } from '../../domain/document.ts'
import { documentsScene, FIELDS } from './documents-scene.ts'
import { at, problemsOf, textAt, withApi } from './harness.ts'
import { documentForm, SAMPLES } from './sample-files.ts'

const api = withApi()
const { placed, send, list } = documentsScene(api)
beforeEach(() => api.engine.reset())

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
