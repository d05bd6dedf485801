import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CaRefusal, CaUnavailable, type ProblemKind } from '../../activities/ca/errors.ts'
import type { CaDocumentUpload } from '../../activities/ca/port.ts'
import { documentsOf as documentsAtCa } from '../../sandbox/core/documents.ts'
import { documentsOf } from '../../store/queries/documents.ts'
import { rows, sql } from '../../store/sql.ts'
import { door } from '../sandbox/harness.ts'
import { documentFile, handedIn } from '../store/document-factory.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, withPort, worldFor } from './deps.ts'
import { assertPutOff, failureOf } from './failures.ts'
import { atCa, placed } from './order-life.ts'

const here = withInstallation()

interface Sent extends CaDocumentUpload {
  caOrderId: string
}

type Answer = 'sent' | 'already' | Error

/** A CA that answers uploads in turn as told, and says `sent` after that. */
function listening(world: World, ...answers: Answer[]): { world: World; sent: Sent[] } {
  const sent: Sent[] = []
  const changed = withPort(world, () => ({
    sendDocuments: async (caOrderId, upload) => {
      sent.push({ caOrderId, ...upload })
      const answer = answers.shift() ?? 'sent'
      if (answer instanceof Error) throw answer
      return answer
    },
  }))
  return { world: changed, sent }
}

function refusal(code: string, kind: ProblemKind, caCode: number): CaRefusal {
  return new CaRefusal([{ path: '/type', code, kind, caCode, value: 'Anna Nowak' }])
}

async function sendings(orderId: string, caOrderId = `${orderId}-1`): Promise<string[]> {
  return (await documentsOf(here.db, orderId, caOrderId)).map(({ sending }) => sending)
}

describe('the sandbox’s CA', () => {
  test('has each document once, though its answer was lost, and tells what it made of it', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 1_000 })
    const input = await placed(world)
    const files = [documentFile('statute.pdf'), documentFile('żółty skan.png')]
    await handedIn(here, input.orderId, { description: 'statute', files })
    const fault = { operation: 'verifyOrder', kind: 'timeout-after-success', times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    await assert.rejects(asActivities(world).sendDocuments(input))
    assert.deepEqual(await sendings(input.orderId), ['waiting'])
    await asActivities(world).sendDocuments(input)
    assert.deepEqual(await sendings(input.orderId), ['sent'])
    const arrived = documentsAtCa(world.sandbox.core.context.database, atCa(world, input.caOrderId).id)
    assert.deepEqual(
      arrived.map(({ type, description, fileNames }) => [type, description, fileNames]),
      [['ORGANIZATION', 'statute', ['statute.pdf', 'żółty skan.png']]],
    )
  })
})

describe('sending documents to the CA', () => {
  test('takes each one along once, with its words and files, oldest first', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    const { world, sent } = listening(real)
    const files = [documentFile('statute.pdf'), documentFile('register.png')]
    await handedIn(here, input.orderId, { description: 'register of companies', files })
    await asActivities(world).sendDocuments(input)
    await handedIn(here, input.orderId, { type: 'AUTHORIZATION' })
    await asActivities(world).sendDocuments(input)
    await asActivities(world).sendDocuments(input)
    assert.deepEqual(
      sent.map(({ type, description }) => [type, description]),
      [
        ['ORGANIZATION', 'register of companies'],
        ['AUTHORIZATION', 'AUTHORIZATION'],
      ],
    )
    const [first] = sent
    assert.equal(first?.caOrderId, input.caOrderId)
    assert.deepEqual(
      first?.files.map(({ name, content }) => [name, Buffer.from(content)]),
      files.map(({ name, content }) => [name, Buffer.from(content)]),
    )
    assert.ok(sent.every(({ note }) => note.length >= 1 && note.length <= 227))
    assert.deepEqual(await sendings(input.orderId), ['sent', 'sent'])
  })

  test('an answer that was lost is asked for again, and what the CA has already counts as sent', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId)
    const { world, sent } = listening(real, new CaUnavailable('timeout', 'unknown'), 'already')
    const lost = { code: 'timeout', outcome: 'unknown' } as const
    await assertPutOff(asActivities(world).sendDocuments(input), lost)
    assert.deepEqual(await sendings(input.orderId), ['waiting'])
    await asActivities(world).sendDocuments(input)
    assert.equal(sent.length, 2)
    assert.deepEqual(await sendings(input.orderId), ['sent'])
  })

  test('where the CA goes away half-way, the rest follows and nothing twice', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    for (const description of ['a', 'b', 'c']) await handedIn(here, input.orderId, { description })
    const away = new CaUnavailable('unreachable', 'none')
    const { world, sent } = listening(real, 'sent', away)
    await assertPutOff(asActivities(world).sendDocuments(input), { code: 'unreachable', outcome: 'none' })
    await asActivities(world).sendDocuments(input)
    assert.deepEqual(
      sent.map(({ description }) => description),
      ['a', 'b', 'b', 'c'],
    )
  })

  test('one that the CA will not take holds up no other, and says why without quoting', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId, { description: 'bad' })
    await handedIn(here, input.orderId, { description: 'good' })
    const { world, sent } = listening(real, refusal('document-type-invalid', 'input', 2083))
    const failure = await failureOf(asActivities(world).sendDocuments(input))
    assert.equal(failure.type, 'CaRefusal')
    const problems = [{ path: '/type', code: 'document-type-invalid', caCode: 2083 }]
    assert.deepEqual(failure.details, [{ problems }])
    assert.deepEqual(await sendings(input.orderId), ['refused', 'sent'])
    assert.deepEqual((await documentsOf(here.db, input.orderId, null))[0]?.problems, problems)
    await asActivities(world).sendDocuments(input)
    assert.equal(sent.length, 2)
  })

  test('an order that takes none any more is not the document’s fault', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId)
    const { world } = listening(real, refusal('documents-closed', 'final', 2056))
    assert.equal((await failureOf(asActivities(world).sendDocuments(input))).type, 'CaRefusal')
    assert.deepEqual(await sendings(input.orderId), ['waiting'])
  })

  test('one that closed the order, though its answer was lost, counts as sent', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId)
    await asActivities(real).sendDocuments(input)
    await rows(
      here.db.em(),
      sql`update document_sendings set state = 'begun' where ca_order_id = ${input.caOrderId}`,
    )
    assert.deepEqual(await sendings(input.orderId), ['waiting'])
    const { world } = listening(real, refusal('documents-closed', 'final', 2056))
    await asActivities(world).sendDocuments(input)
    assert.deepEqual(await sendings(input.orderId), ['sent'])
  })

  test('the order that replaces another gets them too', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId)
    const { world, sent } = listening(real)
    await asActivities(world).sendDocuments(input)
    const next = { ...input, caOrderId: `${input.orderId}-2` }
    await asActivities(world).sendDocuments(next)
    assert.deepEqual(
      sent.map(({ caOrderId }) => caOrderId),
      [input.caOrderId, next.caOrderId],
    )
  })

  test('has the CA asked within seconds what it makes of them', async (t) => {
    const real = await worldFor(t, here)
    const input = await placed(real)
    await handedIn(here, input.orderId)
    await asActivities(listening(real).world).sendDocuments(input)
    const { nextLookAt } = await keptRow(real, input.caOrderId)
    assert.ok(nextLookAt !== null && nextLookAt.getTime() <= Date.now() + 5_000)
  })
})
