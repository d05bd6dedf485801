import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { approveByOperator, cancelOrder } from '../../sandbox/core/end-order.ts'
import { proofsOf } from '../../sandbox/core/proofs.ts'
import { orderVerifications } from '../../sandbox/core/queries.ts'
import { DAY_MS } from '../../sandbox/core/types.ts'
import { addSanVerification, performSanVerification } from '../../sandbox/core/verification.ts'
import { deleteRecords, putRecords } from '../../sandbox/dns/zone.ts'
import { errorsOf, HOUR, orderNow, place, publish, SECOND, verify } from './core-orders.ts'
import { coreFor, dvOrder, testClock } from './harness.ts'

describe('the proof of an order, under a clock that is moved', () => {
  test('takes a www name as proven by its bare name when both are ordered, and a wildcard by its bare name', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const names = ['www.shop.test', 'shop.test']
    const pair = await place(core, await dvOrder({ names }))
    publish(core, pair, ['shop.test'])
    await verify(core, clock, pair)
    clock.advance(5 * SECOND)
    assert.equal((await orderNow(core, pair.id)).status, 'ENROLLED')
    const wild = await place(
      core,
      await dvOrder({ names: ['*.wild.test'], parameters: { productCode: '741' } }),
    )
    publish(core, wild, ['wild.test'])
    await verify(core, clock, wild)
    clock.advance(5 * SECOND)
    assert.equal((await orderNow(core, wild.id)).status, 'ENROLLED')
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
      await orderNow(core, order.id)
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
      assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
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
    assert.equal((await orderNow(core, order.id)).status, 'VERIFICATION')
    assert.deepEqual(proofsOf(core.context.database, order.id)[0]?.negatives, ['CAA'])
    assert.equal(
      orderVerifications(core.context, await orderNow(core, order.id)).find(({ type }) => type === 'SYSTEM')
        ?.state,
      'FAILED',
    )
    caa('0 issue "certum.pl; validationmethods=ca-tbr-4"')
    clock.advance(HOUR)
    assert.equal((await orderNow(core, order.id)).status, 'VERIFICATION')
    caa('0 issue "certum.pl; validationmethods=ca-tbr-4,ca-tbr-7"')
    clock.advance(HOUR)
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
    deleteRecords(core.context.database, 'caa.test', 'CAA')
  })

  test('is held by a name on a bad list until a person approves it', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now })
    const order = await place(core, await dvOrder({ names: ['shop.phish.test'] }))
    publish(core, order)
    await verify(core, clock, order)
    clock.advance(DAY_MS)
    const held = await orderNow(core, order.id)
    assert.equal(held.status, 'VERIFICATION')
    assert.deepEqual(proofsOf(core.context.database, order.id)[0]?.negatives, ['PHISHTANK'])
    assert.ok(await core.run((context) => approveByOperator(context, held)))
    clock.advance(SECOND)
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
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
    const waiting = await orderNow(core, order.id)
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
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
    const [certificate] = certificatesOf(core.context.database, order.id)
    assert.match(certificate?.subjectName ?? '', /O=Żółw/)
  })
})
