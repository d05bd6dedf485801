import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findTemporalCli } from '../../bin/stack/temporal-cli.ts'
import {
  makeCsr,
  namesOfCertificate,
  publicKeyOfCertificate,
  publicKeyOfKey,
  verifyChain,
} from './support/openssl.ts'
import {
  configuration,
  fresh,
  newOrder,
  orderOf,
  PLANTED,
  publishProof,
  startOrder,
  untilState,
} from './support/order-steps.ts'
import { type Problem, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { temporalCli } from './support/temporal-cli.ts'
import { until } from './support/until.ts'

describe('one order by REST, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let temporal: ReturnType<typeof temporalCli>

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    const program = await findTemporalCli({ tell: () => undefined, stopped: new AbortController().signal })
    temporal = temporalCli(program, stack)
  })
  after(() => stack.stop())

  test('from POST /orders to a verified certificate, with no call after the record is published', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference)
    assert.equal(order.state, 'awaiting-configuration')
    const { csr, keyFile } = makeCsr(domain)
    const configured = await rest('POST', `/orders/${order.id}/configuration`, configuration(domain, csr))
    assert.equal(configured.status, 200, JSON.stringify(configured.body))
    assert.equal(configured.body.state, 'verifying')
    assert.ok(configured.body.actions.includes('verification/check'))
    await publishProof(rest, sandbox, order.id)
    const publishedAtMs = Date.now()
    const issued = await untilState(rest, order.id, 'issued', 40_000)
    const tookMs = Date.now() - publishedAtMs
    assert.ok(tookMs <= 20_000, `issued ${tookMs} ms after the record was published`)
    const serial = issued.certificates[0]?.serialNumber ?? ''
    const pem = (await rest<string>('GET', `/orders/${order.id}/certificates/${serial}.pem`)).body
    assert.equal(verifyChain(pem), 'leaf: OK')
    assert.equal(publicKeyOfCertificate(pem), publicKeyOfKey(keyFile))
    assert.equal(namesOfCertificate(pem), `DNS:${domain}`)
    const { caOrders } = await sandbox.books()
    assert.equal(caOrders.filter(({ customer }) => customer === order.id).length, 1)
    await historiesAreSmallAndNameNobody(order.id)
    logsNameNobody()
  })

  /** All runs together: at most 60 events and 40 KB, and nothing of the people planted in order and configuration. */
  async function historiesAreSmallAndNameNobody(orderId: string): Promise<void> {
    const runs = await until('both runs are listed', () => {
      const found = temporal.runsOf(orderId)
      return found.length === 2 ? found : null
    })
    const histories = runs.map((runId) => temporal.history(orderId, runId))
    const events = histories.reduce((sum, history) => sum + history.events.length, 0)
    const bytes = histories.reduce((sum, history) => sum + JSON.stringify(history).length, 0)
    console.log(`histories to issued: ${events} events, ${bytes} bytes`)
    assert.ok(events <= 60, `${events} events`)
    assert.ok(bytes <= 40 * 1024, `${bytes} bytes`)
    const text = histories.map((history) => temporal.decoded(history)).join('\n')
    for (const secret of [...Object.values(PLANTED), 'CERTIFICATE REQUEST', 'BEGIN']) {
      assert.ok(!text.includes(secret), `a history holds ${secret}`)
    }
  }

  function logsNameNobody(): void {
    const folder = join(stack.folder, 'logs')
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), 'utf8')
      for (const secret of [...Object.values(PLANTED), 'CERTIFICATE REQUEST', stack.ready().api.token]) {
        assert.ok(!text.includes(secret), `${file} holds ${secret}`)
      }
    }
  }

  test('operators find a verifying order by its attribute and cancel it by a signal', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, { configuration: configuration(domain) })
    await untilState(rest, order.id, 'verifying')
    const listed = await until('the order is listed', () => {
      const ids = temporal.list('CertloomState="verifying"')
      return ids.includes(`order-${order.id}`) ? ids : null
    })
    assert.ok(listed.includes(`order-${order.id}`))
    assert.ok(
      temporal.list(`CertloomNames="${domain}" AND CertloomProduct="601"`).includes(`order-${order.id}`),
    )
    temporal.signal(order.id, 'cancel')
    await untilState(rest, order.id, 'cancelled')
    const books = await sandbox.books()
    assert.deepEqual(
      books.caOrders.filter(({ customer }) => customer === order.id).map(({ status }) => status),
      ['REJECTED'],
    )
    const refused = await rest<Problem>('POST', `/orders/${order.id}/cancel`, {})
    assert.equal(refused.status, 409)
    assert.equal(refused.body.code, 'not-possible-now')
  })

  test('payment and acceptance open their gates, in that order of rules', async () => {
    const paid = await startOrder(rest, fresh().reference, { setup: 'on-payment' })
    assert.equal(paid.state, 'awaiting-payment')
    const early = await rest<Problem>(
      'POST',
      `/orders/${paid.id}/configuration`,
      configuration('early.example.com'),
    )
    assert.equal(early.status, 409)
    const after = await rest('POST', `/orders/${paid.id}/payment`, { invoice: 'FV/1', status: 'paid' })
    assert.equal(after.status, 200)
    assert.equal(after.body.state, 'awaiting-configuration')
    const manual = await startOrder(rest, fresh().reference, { setup: 'manual' })
    assert.equal(manual.state, 'awaiting-acceptance')
    const accepted = await rest('POST', `/orders/${manual.id}/acceptance`, {})
    assert.equal(accepted.body.state, 'awaiting-configuration')
  })

  test('the same reference and the same key start one order', async () => {
    const { reference } = fresh()
    const key = { 'idempotency-key': `key-${reference}` }
    const [first, second] = await Promise.all([
      rest('POST', '/orders', newOrder(reference), key),
      rest('POST', '/orders', newOrder(reference)),
    ])
    assert.equal(first.body.id, second.body.id)
    const replayed = await rest('POST', '/orders', newOrder(reference), key)
    assert.equal(replayed.body.id, first.body.id)
    assert.equal(replayed.headers.get('idempotent-replayed'), 'true')
  })

  test('the client is asked to configure by one mail', async () => {
    const { reference } = fresh()
    const order = await startOrder(rest, reference)
    const mails = await until('the mail is there', async () => {
      const { items } = await sandbox.mails()
      const found = items.filter((mail) => JSON.stringify(mail).includes(reference))
      return found.length > 0 ? found : null
    })
    assert.equal(mails.length, 1)
    assert.ok(JSON.stringify(mails[0]).includes('/configuration-link/'))
    assert.equal((await orderOf(rest, order.id)).state, 'awaiting-configuration')
  })

  test('after a stop and a start every order is there and goes on', async () => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, { configuration: configuration(domain) })
    await untilState(rest, order.id, 'verifying')
    await stack.stop()
    stack = await startStack({ folder: stack.folder })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    assert.equal((await orderOf(rest, order.id)).state, 'verifying')
    await publishProof(rest, sandbox, order.id)
    await untilState(rest, order.id, 'issued', 40_000)
  })
})
