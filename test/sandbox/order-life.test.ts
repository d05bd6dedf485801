import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { setOffsetDays } from '../../sandbox/core/context.ts'
import type { SandboxCore } from '../../sandbox/core/core.ts'
import {
  approveByOperator,
  cancelOrder,
  rejectByOperator,
  revokeCertificate,
} from '../../sandbox/core/end-order.ts'
import { findOrder, type Order, statusChanges } from '../../sandbox/core/orders.ts'
import { quickOrder } from '../../sandbox/core/place-order.ts'
import { proofsOf } from '../../sandbox/core/proofs.ts'
import { getCertificate, listOrdersOf, orderVerifications } from '../../sandbox/core/queries.ts'
import type { OrderRequest } from '../../sandbox/core/requests.ts'
import { DAY_MS, type Outcome } from '../../sandbox/core/types.ts'
import { addSanVerification, performSanVerification } from '../../sandbox/core/verification.ts'
import { deleteRecords, putRecords } from '../../sandbox/dns/zone.ts'
import { coreFor, dvOrder, type TestClock, testClock } from './harness.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

async function place(core: SandboxCore, request: OrderRequest): Promise<Order> {
  const outcome = await core.run((context) => quickOrder(context, request))
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

function errorsOf<T>(outcome: Outcome<T>): number[] {
  return outcome.ok ? [] : outcome.errors.map((error) => error.code)
}

async function now(core: SandboxCore, id: string): Promise<Order> {
  const order = await core.run(({ database }) => findOrder(database, id))
  assert.ok(order)
  return order
}

function publish(core: SandboxCore, order: Order, names = order.names): void {
  for (const name of names) {
    putRecords(core.context.database, { name: `_certum.${name}`, type: 'TXT', values: [order.code ?? ''] })
  }
}

async function verify(core: SandboxCore, clock: TestClock, order: Order): Promise<void> {
  const outcome = await core.run((context) => performSanVerification(context, order.code ?? ''))
  assert.deepEqual(errorsOf(outcome), [])
  clock.advance(SECOND)
}

async function issuedOrder(core: SandboxCore, clock: TestClock, request?: OrderRequest): Promise<Order> {
  const order = await place(core, request ?? (await dvOrder()))
  publish(core, order)
  await verify(core, clock, order)
  clock.advance(10 * SECOND)
  const issued = await now(core, order.id)
  assert.equal(issued.status, 'ENROLLED')
  return issued
}

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
    assert.equal((await now(core, order.id)).status, 'ENROLLED')
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

  test('takes a www name as proven by its bare name when both are ordered, and a wildcard by its bare name', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const names = ['www.shop.test', 'shop.test']
    const pair = await place(core, await dvOrder({ names }))
    publish(core, pair, ['shop.test'])
    await verify(core, clock, pair)
    clock.advance(5 * SECOND)
    assert.equal((await now(core, pair.id)).status, 'ENROLLED')
    const wild = await place(
      core,
      await dvOrder({ names: ['*.wild.test'], parameters: { productCode: '741' } }),
    )
    publish(core, wild, ['wild.test'])
    await verify(core, clock, wild)
    clock.advance(5 * SECOND)
    assert.equal((await now(core, wild.id)).status, 'ENROLLED')
  })

  for (const [method, record] of [
    ['DNS_TXT', { prefix: '', type: 'TXT', suffix: '' }],
    ['DNS_TXT_PREFIX', { prefix: '_certum.', type: 'TXT', suffix: '' }],
    ['DNS_CNAME', { prefix: '', type: 'CNAME', suffix: '.certum.pl' }],
    ['DNS_CNAME_PREFIX', { prefix: '_certum.', type: 'CNAME', suffix: '.certum.pl' }],
  ] as const) {
    test(`is proven by ${method}, and stays unproven by another value`, async (t) => {
      const clock = testClock()
      const core = await coreFor(t, { clock: clock.now })
      const order = await place(core, await dvOrder({ approver: { method } }))
      const name = `${record.prefix}example.test`
      putRecords(core.context.database, { name, type: record.type, values: ['other.test'] })
      await verify(core, clock, order)
      await now(core, order.id)
      const [failed] = proofsOf(core.context.database, order.id)
      assert.equal(failed?.state, 'FAILED')
      assert.match(failed?.info ?? '', /another value/)
      putRecords(core.context.database, {
        name,
        type: record.type,
        values: [`${order.code}${record.suffix}`],
      })
      await verify(core, clock, order)
      clock.advance(5 * SECOND)
      assert.equal((await now(core, order.id)).status, 'ENROLLED')
    })
  }

  test('limits looks: one at a time, so many an hour, none with an old, wrong or used code', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { checksPerHour: 2 } })
    const order = await place(core, await dvOrder())
    const look = async (code: string | undefined) =>
      errorsOf(await core.run((context) => performSanVerification(context, code)))
    const code = order.code ?? ''
    assert.deepEqual(await look(undefined), [1182])
    assert.deepEqual(await look('x'.repeat(256)), [1183])
    assert.deepEqual(await look('abc'), [1186])
    assert.deepEqual(await look(code), [])
    assert.deepEqual(await look(code), [2204])
    clock.advance(SECOND)
    assert.deepEqual(await look(code), [])
    clock.advance(SECOND)
    assert.deepEqual(await look(code), [2205])
    clock.advance(HOUR)
    publish(core, order)
    assert.deepEqual(await look(code), [])
    clock.advance(SECOND)
    assert.deepEqual(await look(code), [1185])
    const stale = await place(core, await dvOrder({ names: ['stale.test'] }))
    clock.advance(31 * DAY_MS)
    assert.deepEqual(await look(stale.code ?? ''), [1184])
  })

  test('gets a new code and another method, and the old code is void', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await dvOrder())
    const change = (id: string | undefined, method?: string) =>
      core.run((context) => addSanVerification(context, id, method === undefined ? undefined : { method }))
    assert.deepEqual(errorsOf(await change(undefined)), [2055])
    assert.deepEqual(errorsOf(await change('unknown')), [1033])
    assert.deepEqual(errorsOf(await change(order.id, 'ADMIN')), [2159])
    const changed = await change(order.id, 'DNS_TXT')
    assert.ok(changed.ok)
    assert.notEqual(changed.value.code, order.code)
    assert.equal(changed.value.approver?.method, 'DNS_TXT')
    const old = await core.run((context) => performSanVerification(context, order.code ?? ''))
    assert.deepEqual(errorsOf(old), [1186])
    await core.run((context) => cancelOrder(context, { orderId: order.id }))
    assert.deepEqual(errorsOf(await change(order.id)), [1176])
  })

  test('waits while a CAA record forbids the CA, and goes on by itself once it does not', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await dvOrder({ names: ['sub.caa.test'] }))
    publish(core, order)
    const caa = (value: string) =>
      putRecords(core.context.database, { name: 'caa.test', type: 'CAA', values: [value] })
    caa('0 issue "other-ca.test"')
    await verify(core, clock, order)
    clock.advance(HOUR)
    assert.equal((await now(core, order.id)).status, 'VERIFICATION')
    assert.deepEqual(proofsOf(core.context.database, order.id)[0]?.negatives, ['CAA'])
    assert.equal(
      orderVerifications(core.context, await now(core, order.id)).find(({ type }) => type === 'SYSTEM')
        ?.state,
      'FAILED',
    )
    caa('0 issue "certum.pl; validationmethods=ca-tbr-4"')
    clock.advance(HOUR)
    assert.equal((await now(core, order.id)).status, 'VERIFICATION')
    caa('0 issue "certum.pl; validationmethods=ca-tbr-4,ca-tbr-7"')
    clock.advance(HOUR)
    assert.equal((await now(core, order.id)).status, 'ENROLLED')
    deleteRecords(core.context.database, 'caa.test', 'CAA')
  })

  test('is held by a name on a bad list until a person approves it', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await dvOrder({ names: ['shop.phish.test'] }))
    publish(core, order)
    await verify(core, clock, order)
    clock.advance(DAY_MS)
    const held = await now(core, order.id)
    assert.equal(held.status, 'VERIFICATION')
    assert.deepEqual(proofsOf(core.context.database, order.id)[0]?.negatives, ['PHISHTANK'])
    assert.ok(await core.run((context) => approveByOperator(context, held)))
    clock.advance(SECOND)
    assert.equal((await now(core, order.id)).status, 'ENROLLED')
  })

  test('waits for a person when an organization is vetted', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const request = await dvOrder({
      requestor: { email: 'jan@example.test', firstName: 'Jan', lastName: 'Nowak' },
      organization: { taxNumber: '5250000000' },
      parameters: { productCode: '631', organization: 'Żółw', country: 'PL', locality: 'Łódź' },
    })
    const order = await place(core, request)
    publish(core, order)
    await verify(core, clock, order)
    clock.advance(DAY_MS)
    const waiting = await now(core, order.id)
    assert.equal(waiting.status, 'VERIFICATION')
    assert.deepEqual(
      orderVerifications(core.context, waiting).map(({ type, state }) => [type, state]),
      [
        ['DOMAIN', 'VERIFIED'],
        ['SYSTEM', 'REQUIRED'],
        ['ORGANIZATION', 'REQUIRED'],
        ['AUTHORIZATION', 'REQUIRED'],
      ],
    )
    await core.run((context) => approveByOperator(context, waiting))
    clock.advance(SECOND)
    assert.equal((await now(core, order.id)).status, 'ENROLLED')
    const [certificate] = certificatesOf(core.context.database, order.id)
    assert.match(certificate?.subjectName ?? '', /O=Żółw/)
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
    assert.equal((await now(core, open.id)).status, 'REJECTED')
    assert.deepEqual(await cancel(open.id), [1151])
    assert.ok(
      await place(core, await dvOrder({ parameters: { csr: open.csr } })),
      'its key may be used again',
    )
    const going = await place(core, await dvOrder({ names: ['going.test'] }))
    publish(core, going)
    await verify(core, clock, going)
    assert.equal((await now(core, going.id)).status, 'ACCEPTED')
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
    const issued = await issuedOrder(core, clock, await dvOrder({ names: ['done.test'] }))
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
    assert.equal((await now(core, order.id)).status, 'ENROLLED', 'revocation leaves the order as it is')
    const late = await issuedOrder(core, clock, await dvOrder({ names: ['late.test'] }))
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
