import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { openCore } from '../../sandbox/core/core.ts'
import { findOrder } from '../../sandbox/core/orders.ts'
import { quickOrder } from '../../sandbox/core/place-order.ts'
import { performSanVerification } from '../../sandbox/core/verification.ts'
import { putRecords } from '../../sandbox/dns/zone.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { at, door, dvOrder, newCsr, soapCaller, testClock, textAt } from './harness.ts'

function databaseFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'sandbox.sqlite')
}

describe('a sandbox started again on its file', () => {
  test('has the same CA, account, orders, records, mails and faults', async (t) => {
    const options = { host: '127.0.0.1', httpPort: 0, dnsPort: 0, smtpPort: 0, databaseFile: databaseFile(t) }
    const first = await startSandbox(options)
    const root = await (await fetch(`${first.url}/ca/root.pem`)).text()
    const caller = await soapCaller(first)
    const { answer } = await caller.call('quickOrder', {
      SANApprover: { approverMethod: 'DNS_TXT' },
      orderParameters: {
        CSR: await newCsr('CN=kept.test'),
        customer: 'c',
        orderID: 'kept',
        productCode: '601',
      },
      SANEntries: { SANEntry: [{ DNSName: 'kept.test' }] },
    })
    await door(first, 'PUT', '/dns/kept.test/TXT', { values: [textAt(answer, 'SANVerification.code')] })
    await door(first, 'PUT', '/faults', { operation: 'cancelOrder', kind: '403', times: 5 })
    const transport = createTransport(first.smtp)
    await transport.sendMail({ from: 'a@b.test', to: 'c@d.test', subject: 'kept', text: 't' })
    transport.close()
    await first.stop()
    // Time for this process to notice that its idle connections to the first one were closed.
    await setTimeout(100)

    const second = await startSandbox({ ...options, httpPort: Number(new URL(first.url).port) })
    t.after(() => second.stop())
    assert.deepEqual(
      [second.userName, second.password, second.url],
      [first.userName, first.password, first.url],
    )
    assert.equal(await (await fetch(`${second.url}/ca/root.pem`)).text(), root)
    const { json: books } = await door(second, 'GET', '/books')
    assert.equal(at(books, 'caOrders.0.id'), 'kept')
    assert.equal(at(books, 'mails.0.subject'), 'kept')
    assert.equal(at((await door(second, 'GET', '/dns')).json, 'items.0.name'), 'kept.test')
    assert.equal(at((await door(second, 'GET', '/faults')).json, 'items.0.times'), 5)
  })

  test('goes on with what was under way', async (t) => {
    const file = databaseFile(t)
    const clock = testClock()
    const first = await openCore({ databaseFile: file, clock: clock.now })
    const request = await dvOrder({ parameters: { orderId: 'going' } })
    const placed = await first.run((context) => quickOrder(context, request))
    assert.ok(placed.ok)
    const code = placed.value.code ?? ''
    putRecords(first.context.database, { name: '_certum.example.test', type: 'TXT', values: [code] })
    await first.run((context) => performSanVerification(context, code))
    await first.close()
    clock.advance(60_000)
    const second = await openCore({ databaseFile: file, clock: clock.now })
    t.after(() => second.close())
    const order = await second.run(({ database }) => findOrder(database, 'going'))
    assert.equal(order?.status, 'ENROLLED')
  })

  test('can be sent to another process without its insides', async (t) => {
    const sandbox = await startSandbox({
      host: '127.0.0.1',
      httpPort: 0,
      dnsPort: 0,
      smtpPort: 0,
      databaseFile: ':memory:',
    })
    t.after(() => sandbox.stop())
    const { stop, ...details } = sandbox
    assert.equal(typeof stop, 'function')
    assert.deepEqual(Object.keys(details).sort(), [
      'dns',
      'fileHost',
      'password',
      'smtp',
      'soapUrl',
      'url',
      'userName',
    ])
    assert.ok(sandbox.core.context.database)
  })

  test('frees its ports and files when it cannot start', async (t) => {
    const options = { host: '127.0.0.1', httpPort: 0, dnsPort: 0, smtpPort: 0, databaseFile: ':memory:' }
    const holder = await startSandbox(options)
    t.after(() => holder.stop())
    const taken = Number(new URL(holder.smtp).port)
    await assert.rejects(startSandbox({ ...options, smtpPort: taken }), { code: 'EADDRINUSE' })
    const dnsPort = Number(holder.dns.split(':')[1])
    await assert.rejects(startSandbox({ ...options, dnsPort }), { code: 'EADDRINUSE' })
  })
})
