import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { CommandOutcome } from '../../domain/command.ts'
import {
  type CaOrderDocument,
  type CaState,
  caOrderOf,
  insertCaOrder,
  noteCaState,
} from '../../store/queries/ca-orders.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { beginSending, documentsToSend, endSending, filesOf } from '../../store/queries/document-sendings.ts'
import { documentsOf, keepDocument } from '../../store/queries/documents.ts'
import { forgetOldRows } from '../../store/queries/housekeeping.ts'
import { row, rows, sql } from '../../store/sql.ts'
import { documentFile, handedIn, newDocument } from './document-factory.ts'
import { withInstallation } from './installation.ts'
import { keptOrder } from './order-factory.ts'

const here = withInstallation()
const targetOf = (orderId: string, n = 1) => ({
  orderId,
  caAccountId: here.caAccountId,
  caOrderId: `${orderId}-${n}`,
})

async function idsToSend(orderId: string, n = 1): Promise<string[]> {
  return (await documentsToSend(here.db, targetOf(orderId, n))).map(({ id }) => id)
}

describe('documents that are kept', () => {
  test('come back byte by byte, in the order in which they were chosen', async () => {
    const { id: orderId } = await keptOrder(here)
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const files = [
      documentFile('every byte.pdf', all),
      documentFile('zażółć.png'),
      documentFile('nothing.jpg', new Uint8Array()),
    ]
    const { id } = await handedIn(here, orderId, { files })
    const kept = await filesOf(here.db, id)
    assert.deepEqual(
      kept.map(({ name, content }) => [name, Buffer.from(content).toString('hex')]),
      files.map(({ name, content }) => [name, Buffer.from(content).toString('hex')]),
    )
    const [listed] = await documentsOf(here.db, orderId, null)
    assert.deepEqual(listed?.fileNames, ['every byte.pdf', 'zażółć.png', 'nothing.jpg'])
  })

  test('ten megabytes are no burden', async () => {
    const { id: orderId } = await keptOrder(here)
    const big = documentFile('big.pdf', randomBytes(10 * 1024 * 1024))
    const { id } = await handedIn(here, orderId, { files: [big] })
    const [kept] = await filesOf(here.db, id)
    assert.equal(
      createHash('sha256')
        .update(kept?.content ?? '')
        .digest('hex'),
      big.sha256,
    )
  })

  test('the same file is not taken twice by an order, under whatever name, and by another order it is', async () => {
    const { id: orderId } = await keptOrder(here)
    const first = await handedIn(here, orderId)
    const again = { ...(first.files[0] ?? assert.fail()), name: 'other.pdf' }
    const known = await keepDocument(
      here.db,
      newDocument(orderId, { files: [documentFile('new.pdf'), again] }),
    )
    assert.deepEqual(
      known.map(({ name, sha256 }) => [name, sha256]),
      [['statute.pdf', again.sha256]],
    )
    assert.equal((await documentsOf(here.db, orderId, null)).length, 1)
    const { id: otherOrder } = await keptOrder(here)
    await handedIn(here, otherOrder, { files: [again] })
  })

  test('of two that bring the same file at once, one is taken', async () => {
    const { id: orderId } = await keptOrder(here)
    const files = [documentFile('statute.pdf')]
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => keepDocument(here.db, newDocument(orderId, { files }))),
    )
    assert.equal(answers.filter((known) => known.length === 0).length, 1)
  })

  test('a repeat of the same document is the same document', async () => {
    const { id: orderId } = await keptOrder(here)
    const document = await handedIn(here, orderId)
    assert.deepEqual(await keepDocument(here.db, document), [])
    assert.equal((await filesOf(here.db, document.id)).length, 1)
  })

  for (const [outcome, counts] of [
    [{ state: 'refused', code: 'not-possible-now', problems: [] }, false],
    [{ state: 'refused', code: 'ca-refused', problems: [] }, true],
    [{ state: 'done' }, true],
  ] as [CommandOutcome, boolean][]) {
    const what = outcome.state === 'refused' ? outcome.code : outcome.state
    test(`with a command that ended as ${what} a document ${counts ? 'counts' : 'never came'}`, async () => {
      const { id: orderId } = await keptOrder(here)
      const document = await handedIn(here, orderId)
      await finishCommand(here.db, document.id, outcome)
      const expected = counts ? [document.id] : []
      assert.deepEqual(
        (await documentsOf(here.db, orderId, null)).map(({ id }) => id),
        expected,
      )
      assert.deepEqual(await idsToSend(orderId), expected)
      const known = await keepDocument(here.db, newDocument(orderId, { files: document.files }))
      assert.equal(known.length, expected.length)
    })
  }

  test('what nobody stands for is forgotten after a day, files and all', async () => {
    const { id: orderId } = await keptOrder(here)
    const orphan = newDocument(orderId)
    await keepDocument(here.db, orphan)
    const kept = await handedIn(here, orderId)
    await forgetOldRows(here.db, new Date(Date.now() + 23 * 3_600_000))
    assert.equal((await filesOf(here.db, orphan.id)).length, 1)
    await forgetOldRows(here.db, new Date(Date.now() + 25 * 3_600_000))
    assert.equal((await filesOf(here.db, orphan.id)).length, 0)
    assert.equal((await filesOf(here.db, kept.id)).length, 1)
  })

  test('whose sender died before the command stand in nobody’s way after a minute', async () => {
    const { id: orderId } = await keptOrder(here)
    const orphan = newDocument(orderId)
    await keepDocument(here.db, orphan)
    assert.deepEqual(await documentsOf(here.db, orderId, null), [])
    assert.deepEqual(await idsToSend(orderId), [])
    const retried = newDocument(orderId, { files: orphan.files })
    assert.equal((await keepDocument(here.db, retried)).length, 1)
    await rows(
      here.db.em(),
      sql`update documents set created_at = created_at - interval '61 seconds' where id = ${orphan.id}`,
    )
    assert.deepEqual(await keepDocument(here.db, retried), [])
  })
})

describe('what an order at the CA has got', () => {
  test('is not sent there again, and is sent to the order that replaces it', async () => {
    const { id: orderId } = await keptOrder(here)
    const [first, second] = [await handedIn(here, orderId), await handedIn(here, orderId)]
    assert.deepEqual(await idsToSend(orderId), [first.id, second.id])
    await beginSending(here.db, first.id, targetOf(orderId))
    assert.deepEqual(await idsToSend(orderId), [first.id, second.id], 'begun is not arrived')
    await endSending(here.db, first.id, targetOf(orderId), { state: 'sent' })
    assert.deepEqual(await idsToSend(orderId), [second.id])
    assert.deepEqual(await idsToSend(orderId, 2), [first.id, second.id])
    const listed = await documentsOf(here.db, orderId, `${orderId}-1`)
    assert.deepEqual(
      listed.map(({ sending }) => sending),
      ['sent', 'waiting'],
    )
  })

  test('what a CA would not take is kept with its reasons, offered to none again, and may come anew', async () => {
    const { id: orderId } = await keptOrder(here)
    const document = await handedIn(here, orderId)
    const problems = [{ path: '/type', code: 'document-type-invalid', caCode: 2083 }]
    await beginSending(here.db, document.id, targetOf(orderId))
    await endSending(here.db, document.id, targetOf(orderId), { state: 'refused', problems })
    assert.deepEqual(await idsToSend(orderId, 2), [])
    const [listed] = await documentsOf(here.db, orderId, `${orderId}-2`)
    assert.deepEqual([listed?.sending, listed?.problems], ['refused', problems])
    await handedIn(here, orderId, { type: 'APPLICANT', files: document.files })
  })

  test('what was sent stays sent, whatever is heard later', async () => {
    const { id: orderId } = await keptOrder(here)
    const { id } = await handedIn(here, orderId)
    await beginSending(here.db, id, targetOf(orderId))
    await endSending(here.db, id, targetOf(orderId), { state: 'sent' })
    await beginSending(here.db, id, targetOf(orderId))
    await endSending(here.db, id, targetOf(orderId), { state: 'refused', problems: [] })
    const states = await row<{ state: string }>(
      here.db.em(),
      sql`select state from document_sendings where document_id = ${id}`,
    )
    assert.equal(states?.state, 'sent')
  })
})

describe('the CA’s word on papers and mailboxes', () => {
  const STATE: CaState = {
    status: 'AWAITING',
    names: [],
    verifications: [],
    systemChecks: [],
    productValidUntil: null,
  }
  const PAPER: CaOrderDocument = {
    type: 'ORGANIZATION',
    description: 'statute',
    fileNames: ['statute.pdf'],
    state: 'REJECTED',
    createdAt: '2026-05-04T09:30:00.000Z',
    expiresAt: null,
    reason: 'unreadable',
  }
  const EMAIL = {
    address: 'anna@example.com',
    verified: false,
    sentAt: '2026-05-04T09:30:00.000Z',
    linkValidUntil: '2026-05-05T09:30:00.000Z',
    verifiedAt: null,
    validUntil: null,
  }

  test('is kept with the purchase, until the CA says otherwise', async () => {
    const { id: orderId } = await keptOrder(here)
    const purchase = await insertCaOrder(here.db, {
      ...targetOf(orderId),
      n: 1,
      purpose: 'issue',
      productCode: '511',
      customerLabel: orderId,
      status: 'AWAITING',
      configurationId: null,
      names: [],
      placedAt: new Date(),
    })
    assert.deepEqual([purchase.documents, purchase.email], [[], null])
    await noteCaState(here.db, purchase.id, { ...STATE, documents: [PAPER], email: EMAIL }, new Date())
    const now = async () => caOrderOf(here.db, here.caAccountId, purchase.caOrderId)
    assert.deepEqual([(await now())?.documents, (await now())?.email], [[PAPER], EMAIL])
    await noteCaState(here.db, purchase.id, { ...STATE, documents: [], email: null }, new Date())
    assert.deepEqual([(await now())?.documents, (await now())?.email], [[PAPER], EMAIL])
    const accepted: CaOrderDocument = { ...PAPER, state: 'ACCEPTED', reason: null }
    await noteCaState(here.db, purchase.id, { ...STATE, documents: [accepted] }, new Date())
    assert.deepEqual((await now())?.documents, [accepted])
  })
})
