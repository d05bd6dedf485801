import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { CaRefusal } from '../../activities/ca/errors.ts'
import type { CaDocumentUpload, CaOrderRequest } from '../../activities/ca/port.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { door, newCsr } from '../sandbox/harness.ts'
import { isRefusedAs, orderOf, portTo, prove, readUntil } from './support/sandbox.ts'

const HOUR_MS = 3_600_000
const CONTENT = new TextEncoder().encode('%PDF-1.7 extract of the register')

function upload(changes: Partial<CaDocumentUpload> = {}): CaDocumentUpload {
  const files = [{ name: 'wyciąg.pdf', content: CONTENT }]
  return { note: 'documents', type: 'ORGANIZATION', description: 'extract', files, ...changes }
}

async function trustedOrder(): Promise<CaOrderRequest> {
  const subject = { commonName: 'example.test', organization: 'Example', locality: 'Szczecin', country: 'PL' }
  const organization = { taxNumber: 'PL1234563218' }
  return orderOf({ productCode: '631', subject, organization, csr: await newCsr('CN=example.test') })
}

const documentList = z.object({ items: z.array(z.object({ id: z.string(), state: z.string() })) })

async function judgeLast(sandbox: Sandbox, verdict: 'accept' | 'reject', reason?: string): Promise<void> {
  const { items } = documentList.parse((await door(sandbox, 'GET', '/documents')).json)
  const waiting = items.find(({ state }) => state === 'NEW')
  await door(sandbox, 'POST', `/documents/${waiting?.id}/${verdict}`, reason === undefined ? {} : { reason })
}

const mailList = z.object({ items: z.array(z.object({ links: z.array(z.string()) })) })

/** Opens the link of the newest message, and presses the button behind it. */
async function clickNewest(sandbox: Sandbox): Promise<void> {
  const { items } = mailList.parse((await door(sandbox, 'GET', '/mail')).json)
  const link = items[0]?.links[0] ?? ''
  const [, action = ''] = /action="([^"]+)"/.exec(await (await fetch(link)).text()) ?? []
  const pressed = await fetch(new URL(action.replaceAll('&amp;', '&'), link), { method: 'POST' })
  assert.equal(pressed.status, 200)
}

describe('evidence on the sandbox', () => {
  test('an organization is proven by documents, of which a refused one tells why', async (t) => {
    const { sandbox, port } = await portTo(t)
    const order = await trustedOrder()
    const { control } = await port.placeOrder(order)
    assert.deepEqual(await port.documents(order.caOrderId), [])
    await prove(sandbox, port, control)
    assert.equal(await port.sendDocuments(order.caOrderId, upload()), 'sent')
    assert.equal(await port.sendDocuments(order.caOrderId, upload()), 'already')
    const [sent, ...others] = await port.documents(order.caOrderId)
    assert.deepEqual(
      [sent?.type, sent?.state, sent?.description, sent?.fileNames, others.length],
      ['ORGANIZATION', 'NEW', 'extract', ['wyciąg.pdf'], 0],
    )

    await judgeLast(sandbox, 'reject', 'the extract is older than three months')
    const [refused] = (await port.readOrder(order.caOrderId)).documents
    assert.deepEqual(
      [refused?.state, refused?.reason],
      ['REJECTED', 'the extract is older than three months'],
    )

    const newer = new TextEncoder().encode('%PDF-1.7 newer')
    for (const type of ['ORGANIZATION', 'AUTHORIZATION'] as const) {
      const files = [
        { name: `${type}.pdf`, content: new Uint8Array([...newer, ...new TextEncoder().encode(type)]) },
      ]
      assert.equal(await port.sendDocuments(order.caOrderId, upload({ type, files })), 'sent')
      await judgeLast(sandbox, 'accept')
    }
    const detail = await readUntil(port, order.caOrderId, ({ certificates }) => certificates.length > 0)
    assert.deepEqual(
      detail.documents.map(({ state }) => state),
      ['REJECTED', 'ACCEPTED', 'ACCEPTED'],
    )
    await assert.rejects(
      port.sendDocuments(order.caOrderId, upload({ files: [{ name: 'late.pdf', content: newer }] })),
      isRefusedAs('documents-closed'),
    )
  })

  test('documents are refused at their fields', async (t) => {
    const { port } = await portTo(t)
    const order = await trustedOrder()
    await port.placeOrder(order)
    for (const [changes, code] of [
      [{ files: [{ name: 'a?.pdf', content: CONTENT }] }, 'file-name-invalid'],
      [{ note: 'n'.repeat(228) }, 'field-too-long'],
      [{ description: 'd'.repeat(1_001) }, 'field-too-long'],
    ] as const)
      await assert.rejects(port.sendDocuments(order.caOrderId, upload(changes)), isRefusedAs(code))
    await assert.rejects(port.sendDocuments('nobody', upload()), isRefusedAs('order-unknown'))
  })

  test('a mailbox is proven by a click within a day; after that another message can be had', async (t) => {
    const { sandbox, port, advance } = await portTo(t)
    const order = await orderOf({
      productCode: '511',
      names: undefined,
      verification: undefined,
      subject: { commonName: 'anna@example.test', email: 'anna@example.test' },
      csr: await newCsr('CN=anna@example.test'),
    })
    await port.placeOrder(order)
    const before = (await port.readOrder(order.caOrderId)).email
    assert.deepEqual([before?.address, before?.verified], ['anna@example.test', false])
    const lifeMs = Date.parse(before?.linkValidUntil ?? '') - Date.parse(before?.sentAt ?? '')
    assert.equal(Math.round(lifeMs / HOUR_MS), 24)
    assert.equal(await port.resendEmail(order.caOrderId), 'still-valid')
    advance(25 * HOUR_MS)
    assert.equal(await port.resendEmail(order.caOrderId), 'sent')

    await clickNewest(sandbox)
    const { email } = await readUntil(port, order.caOrderId, ({ certificates }) => certificates.length > 0)
    assert.equal(email?.verified, true)
    assert.ok((email?.validUntil ?? '') > (email?.verifiedAt ?? '9'))
    await assert.rejects(port.resendEmail(order.caOrderId), isRefusedAs('verification-closed'))
  })

  test('an order without a mailbox has none to prove', async (t) => {
    const { port } = await portTo(t)
    const order = await orderOf()
    await port.placeOrder(order)
    assert.equal(await port.emailVerification(order.caOrderId), null)
    assert.deepEqual((await port.readOrder(order.caOrderId)).email, null)
    await assert.rejects(port.resendEmail(order.caOrderId), CaRefusal)
  })
})
