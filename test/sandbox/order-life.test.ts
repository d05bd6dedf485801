import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { setOffsetDays } from '../../sandbox/core/context.ts'
import {
  approveByOperator,
  cancelOrder,
  rejectByOperator,
  revokeCertificate,
} from '../../sandbox/core/end-order.ts'
import { type Order, statusChanges } from '../../sandbox/core/orders.ts'
import { getCertificate, listOrdersOf } from '../../sandbox/core/queries.ts'
import { DAY_MS } from '../../sandbox/core/types.ts'
import { performSanVerification } from '../../sandbox/core/verification.ts'
import { errorsOf, HOUR, issuedOrder, orderNow, place, publish, SECOND, verify } from './core-orders.ts'
import { coreFor, dvOrder, testClock } from './harness.ts'

describe('the life of an order, under a clock that is moved', () => {
  test('passes every state at the instant it fell due, however late anybody asks', async (t) => {
    const clock = testClock()
    const behaviour = { checkMs: 1_000, acceptMs: 2_000, issueMs: 3_000 }
    const core = await coreFor(t, { clock: clock.now, behaviour })
    const order = await place(core, await dvOrder())
    publish(core, order)
    const start = clock.now().getTime()
    await core.run((context) => performSanVerification(context, order.code ?? ''))
    clock.advance(400 * DAY_MS)
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
    const changes = statusChanges(core.context.database, order.id)
    assert.deepEqual(
      changes.map(({ status, at }) => [status, at - start]),
      [
        ['AWAITING', 0],
        ['VERIFICATION', 1_000],
        ['ACCEPTED', 3_000],
        ['ENROLLED', 6_000],
      ],
    )
    const [certificate] = certificatesOf(core.context.database, order.id)
    assert.equal(certificate?.notBefore, start + 6_000)
  })

  test('is found by the window its status changed in', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { pageSize: 2 } })
    const orders: Order[] = []
    for (const name of ['a.test', 'b.test', 'c.test']) {
      orders.push(await place(core, await dvOrder({ names: [name] })))
      clock.advance(HOUR)
    }
    const start = orders[0]?.createdAt ?? 0
    const list = (by: 'placed' | 'modified', from: number, to: number, page?: number) =>
      core.run((context) =>
        listOrdersOf(context, by, { from: new Date(start + from), to: new Date(start + to), page }),
      )
    const first = await list('modified', 0, 3 * HOUR)
    assert.ok(first.ok)
    assert.deepEqual([first.value.page, first.value.pages, first.value.total], [1, 2, 3])
    const second = await list('modified', 0, 3 * HOUR, 2)
    assert.deepEqual(second.ok ? second.value.orders.map((order) => order.names[0]) : [], ['c.test'])
    await core.run((context) => cancelOrder(context, { orderId: orders[0]?.id }))
    const modified = await list('modified', 3 * HOUR, 3 * HOUR)
    assert.deepEqual(modified.ok ? modified.value.orders.map((order) => order.names[0]) : [], ['a.test'])
    const placed = await list('placed', HOUR, HOUR)
    assert.deepEqual(placed.ok ? placed.value.orders.map((order) => order.names[0]) : [], ['b.test'])
    assert.deepEqual(errorsOf(await list('placed', 1, 0)), [2057])
    assert.deepEqual(errorsOf(await list('placed', 0, HOUR, 0)), [1153])
    assert.deepEqual(errorsOf(await list('placed', 0, HOUR, 9)), [1155])
    assert.deepEqual(
      errorsOf(
        await core.run((context) =>
          listOrdersOf(context, 'placed', { from: undefined, to: undefined, page: 1 }),
        ),
      ),
      [1110],
    )
  })

  test('can be cancelled until it is accepted, and says why not after that', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { issueMs: HOUR } })
    const cancel = async (orderId: string | undefined) =>
      errorsOf(await core.run((context) => cancelOrder(context, { orderId })))
    assert.deepEqual(errorsOf(await core.run((context) => cancelOrder(context, undefined))), [2053])
    assert.deepEqual(await cancel(undefined), [2055])
    assert.deepEqual(await cancel('unknown'), [1033])
    const open = await place(core, await dvOrder())
    assert.deepEqual(await cancel(open.id), [])
    assert.equal((await orderNow(core, open.id)).status, 'REJECTED')
    assert.deepEqual(await cancel(open.id), [1151])
    assert.ok(
      await place(core, await dvOrder({ parameters: { csr: open.csr } })),
      'its key may be used again',
    )
    const going = await place(core, await dvOrder({ names: ['going.test'] }))
    publish(core, going)
    await verify(core, clock, going)
    assert.equal((await orderNow(core, going.id)).status, 'ACCEPTED')
    assert.deepEqual(await cancel(going.id), [1139])
    clock.advance(2 * HOUR)
    assert.deepEqual(await cancel(going.id), [1136])
    clock.advance(200 * DAY_MS)
    assert.deepEqual(await cancel(going.id), [1137])
  })

  test('is ended by the CA until it is issued, never after', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const open = await place(core, await dvOrder())
    assert.equal(await core.run((context) => rejectByOperator(context, open)), true)
    const issued = await issuedOrder(core, clock, { names: ['done.test'] })
    assert.equal(await core.run((context) => rejectByOperator(context, issued)), false)
    assert.equal(await core.run((context) => approveByOperator(context, issued)), false)
  })

  test('has certificates that are first REVOKING, then REVOKED', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await issuedOrder(core, clock)
    const found = await core.run((context) => getCertificate(context, { orderId: order.id }))
    assert.ok(found.ok)
    const { serialNumber } = found.value
    const revoke = async (request: Parameters<typeof revokeCertificate>[1]) =>
      errorsOf(await core.run((context) => revokeCertificate(context, request)))
    assert.deepEqual(await revoke(undefined), [1131])
    assert.deepEqual(await revoke({}), [1132])
    assert.deepEqual(await revoke({ serialNumber: 'A'.repeat(65) }), [1134])
    assert.deepEqual(await revoke({ serialNumber: 'no-hex' }), [1146])
    assert.deepEqual(await revoke({ serialNumber: 'ABCDEF' }), [1133])
    assert.deepEqual(await revoke({ serialNumber, reason: 'CERTIFICATEHOLD' }), [1135])
    assert.deepEqual(await revoke({ serialNumber, reason: 'AFFILIATIONCHANGED' }), [2190])
    assert.deepEqual(await revoke({ serialNumber, note: 'x'.repeat(251) }), [1142])
    assert.deepEqual(await revoke({ serialNumber, compromisedOn: '2026-06-01' }), [2104])
    const compromised = { serialNumber, reason: 'KEYCOMPROMISE' }
    assert.deepEqual(await revoke({ ...compromised, compromisedOn: 'then' }), [1140])
    assert.deepEqual(await revoke({ ...compromised, compromisedOn: '2020-01-01' }), [1141])
    assert.deepEqual(await revoke({ ...compromised, compromisedOn: '2026-06-01' }), [])
    assert.deepEqual(await revoke({ serialNumber: serialNumber.toLowerCase() }), [1143])
    clock.advance(10 * SECOND)
    assert.deepEqual(await revoke({ serialNumber }), [1145])
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED', 'revocation leaves the order as it is')
    const late = await issuedOrder(core, clock, { names: ['late.test'] })
    const lateSerial = certificatesOf(core.context.database, late.id)[0]?.serialNumber
    clock.advance(200 * DAY_MS)
    assert.deepEqual(await revoke({ serialNumber: lateSerial }), [1144])
  })

  test('names the certificate asked for, or says what is wrong with the question', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const get = (request: { orderId?: string; serialNumber?: string }) =>
      core.run((context) => getCertificate(context, request))
    const order = await place(core, await dvOrder())
    assert.deepEqual(errorsOf(await get({})), [1162])
    assert.deepEqual(errorsOf(await get({ orderId: 'a', serialNumber: 'b' })), [1163])
    assert.deepEqual(errorsOf(await get({ serialNumber: 'A'.repeat(65) })), [1161])
    assert.deepEqual(errorsOf(await get({ serialNumber: 'xyz' })), [2096])
    assert.deepEqual(errorsOf(await get({ serialNumber: 'AB' })), [1159])
    assert.deepEqual(errorsOf(await get({ orderId: 'unknown' })), [1033])
    assert.deepEqual(errorsOf(await get({ orderId: order.id })), [1159])
  })

  test('dates certificates by the shifted clock and orders by the true one', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    await core.run((context) => setOffsetDays(context, -195))
    const order = await issuedOrder(core, clock)
    const [certificate] = certificatesOf(core.context.database, order.id)
    const daysLeft = ((certificate?.notAfter ?? 0) - clock.now().getTime()) / DAY_MS
    assert.ok(daysLeft > 3.9 && daysLeft < 4, String(daysLeft))
    assert.ok(clock.now().getTime() - order.createdAt < HOUR)
    assert.ok(((order.productValidUntil ?? 0) - clock.now().getTime()) / DAY_MS < 171)
  })

  test('ends certificates with the last day asked for', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const request = await dvOrder({ parameters: { shortenedValidityPeriod: '2026-07-15' } })
    const order = await issuedOrder(core, clock, request)
    const [certificate] = certificatesOf(core.context.database, order.id)
    assert.equal(new Date(certificate?.notAfter ?? 0).toISOString(), '2026-07-15T23:59:59.000Z')
  })
})
