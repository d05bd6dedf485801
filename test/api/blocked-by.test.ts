import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { obstacleText } from '../../api/services/obstacle-text.ts'
import { ROLES } from '../../domain/actions.ts'
import { notPossible } from '../../domain/command.ts'
import { type Obstacle, PLAIN_OBSTACLES } from '../../domain/obstacle.ts'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, ORDER_STATES, type OrderActivity } from '../../domain/order-state.ts'
import type { OrderView } from '../../domain/order-view.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { certificateOf } from './certificate-maker.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const SINCE = '2026-11-30T08:15:00.000Z'
const REISSUING: OrderActivity = {
  kind: 'reissuing',
  step: 'verifying',
  waitsFor: 'client',
  since: SINCE,
  dueBy: null,
  problem: null,
}

async function configured(view: Partial<OrderView>): Promise<string> {
  const id = await startedOrder(api, { product: '931' })
  const configuration = {
    csr: await makeCsr('example.com'),
    names: ['example.com', 'www.example.com'],
    verification: { method: 'DNS_TXT_PREFIX' },
    contact: CONTACT,
  }
  assert.equal((await api.post(`/orders/${id}/configuration`, configuration)).status, 200)
  await saveCertificates(api.here.db, id, [await certificateOf({ commonName: 'example.com' })])
  await tell(api.here, { orderId: id, view: viewOf({ caOrderPlaced: true, ...view }) })
  return id
}

describe('409 says what stands in the way', () => {
  test('a second reissue: that one runs, since when, and what to wait for, in both languages', async () => {
    const id = await configured({ state: 'issued', activity: REISSUING })
    api.engine.answer = () => ({ kind: 'rejected' })
    for (const [language, sentence] of [
      ['en', 'A reissue is running since 2026-11-30 08:15 UTC; wait until it is verified and issued.'],
      [
        'pl',
        'Trwa ponowne wydanie certyfikatu (od 2026-11-30 08:15 UTC); poczekaj na zakończenie weryfikacji i wydanie.',
      ],
    ] as const) {
      const reply = await api.post(
        `/orders/${id}/reissue`,
        { csr: await makeCsr('example.com') },
        { language },
      )
      assert.equal(reply.status, 409, reply.text)
      assert.equal(at(reply.body, 'detail'), sentence)
      assert.deepEqual(at(reply.body, 'blockedBy'), {
        kind: 'activity',
        activity: { kind: 'reissuing', step: 'verifying', since: SINCE },
      })
    }
  })

  test('what the workflow says counts, though what it wrote down last is behind', async () => {
    const id = await configured({ state: 'issued' })
    const blockedBy = { kind: 'activity', activity: { kind: 'renewing', step: 'ordering' } } as const
    api.engine.answer = () => ({ kind: 'rejected', blockedBy })
    const reply = await api.post(`/orders/${id}/reissue`, { csr: await makeCsr('example.com') })
    assert.deepEqual([reply.status, at(reply.body, 'blockedBy')], [409, blockedBy])
    const commandId = api.engine.updates.at(-1)?.message.commandId ?? ''
    const command = await api.get(`/orders/${id}/commands/${commandId}`)
    assert.deepEqual(at(command.body, 'answer.blockedBy'), blockedBy)
  })

  test('what was overtaken is told by what stands in the way by now', async () => {
    const id = await configured({ state: 'issued', activity: REISSUING })
    const overtaken = notPossible({ kind: 'overtaken' })
    api.engine.answer = () => ({ kind: 'outcome', outcome: overtaken })
    const reply = await api.post(`/orders/${id}/renew`, {})
    assert.equal(at(reply.body, 'blockedBy.kind'), 'activity')
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'issued', caOrderPlaced: true }) })
    assert.deepEqual(at((await api.post(`/orders/${id}/renew`, {})).body, 'blockedBy'), { kind: 'overtaken' })
  })

  const cases: [string, Partial<OrderView>, string, string, unknown, Obstacle][] = [
    ['a draft', { state: 'issued' }, 'PUT', 'configuration/draft', {}, { kind: 'state', state: 'issued' }],
    [
      'a file',
      { state: 'issued', suspended: true },
      'GET',
      'certificates/SERIAL.pem',
      undefined,
      { kind: 'suspension' },
    ],
    ['a suspension', { state: 'issued', suspended: true }, 'POST', 'suspend', {}, { kind: 'suspension' }],
    ['resuming', { state: 'issued' }, 'POST', 'resume', {}, { kind: 'no-suspension' }],
    ['an end', { state: 'cancelled' }, 'POST', 'terminate', {}, { kind: 'state', state: 'cancelled' }],
    ['another end', { state: 'issued', isEnding: true }, 'POST', 'renew', {}, { kind: 'ending' }],
    ['an invoice', { state: 'awaiting-payment' }, 'PUT', 'configuration/draft', {}, { kind: 'payment' }],
  ]
  for (const [what, view, method, path, body, expected] of cases)
    test(`${what}: ${expected.kind}`, async () => {
      const id = await configured(view)
      api.engine.answer = () => ({ kind: 'rejected' })
      const { items } = (await api.get(`/orders/${id}/certificates`)).body as {
        items: { serialNumber: string }[]
      }
      const reply = await api.call(
        method,
        `/orders/${id}/${path.replace('SERIAL', items[0]?.serialNumber ?? '')}`,
        body,
      )
      assert.deepEqual([reply.status, at(reply.body, 'blockedBy')], [409, expected], reply.text)
      assert.equal(at(reply.body, 'detail'), obstacleText(expected, 'en'))
    })

  test('the same configuration again is no answer to an order that is being cancelled', async () => {
    const id = await startedOrder(api, { product: '931' })
    const configuration = {
      csr: await makeCsr('example.com'),
      names: ['example.com'],
      verification: { method: 'DNS_TXT_PREFIX' },
      contact: CONTACT,
    }
    await api.post(`/orders/${id}/configuration`, configuration)
    const activity = { ...REISSUING, kind: 'cancelling', step: 'ordering', waitsFor: 'ca' } as const
    await tell(api.here, { orderId: id, view: viewOf({ state: 'verifying', caOrderPlaced: true, activity }) })
    api.engine.answer = () => ({ kind: 'rejected' })
    const reply = await api.post(`/orders/${id}/configuration`, configuration)
    assert.equal(reply.status, 409, reply.text)
    assert.equal(textAt(reply.body, 'blockedBy.activity.kind'), 'cancelling')
  })
})

describe('every obstacle', () => {
  const all: Obstacle[] = [
    ...PLAIN_OBSTACLES.map((kind) => ({ kind })),
    ...ORDER_STATES.map((state) => ({ kind: 'state' as const, state })),
    ...ROLES.map((role) => ({ kind: 'role' as const, role })),
    ...ACTIVITY_KINDS.flatMap((kind) =>
      ACTIVITY_STEPS.map((step) => ({ kind: 'activity' as const, activity: { kind, step, since: SINCE } })),
    ),
  ]
  for (const language of LANGUAGES)
    test(`has a whole sentence of its own, ${language}`, () => {
      const sentences = all.map((obstacle) => obstacleText(obstacle, language))
      for (const sentence of sentences) assert.match(sentence, /^\p{Lu}[^{}]+ [^{}]+\.$/u)
      assert.equal(new Set(sentences).size, sentences.length)
    })
})
