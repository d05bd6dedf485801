import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { proofsOf, saveProof } from '../../sandbox/core/proofs.ts'
import { reissueCertificate } from '../../sandbox/core/reissue.ts'
import { renewCertificate } from '../../sandbox/core/renew.ts'
import { addSanVerification } from '../../sandbox/core/verification.ts'
import { errorsOf, granted, issuedOrder, orderNow, place, proveNames } from './core-orders.ts'
import { coreFor, dvOrder, newCsr, testClock } from './harness.ts'

type Context = Parameters<typeof coreFor>[0]

async function world(t: Context, behaviour: Partial<Behaviour>, productCode = '931') {
  const clock = testClock()
  const core = await coreFor(t, { clock: clock.now })
  const order = await issuedOrder(core, clock, { parameters: { productCode } })
  const names = (await core.run(({ database }) => certificatesOf(database, order.id))).at(-1)?.names ?? []
  Object.assign(core.context.behaviour, behaviour)
  const serial = async () =>
    (await core.run(({ database }) => certificatesOf(database, order.id))).at(-1)?.serialNumber ?? ''
  return { clock, core, order, names, serial }
}

async function reissued(t: Context, behaviour: Partial<Behaviour>, list: (names: string[]) => string[]) {
  const { clock, core, order, names, serial } = await world(t, behaviour)
  const request = {
    ...{ serialNumber: await serial(), csr: await newCsr(`CN=${names[0]}`), names: list(names) },
    approver: { method: 'DNS_TXT_PREFIX' },
  }
  const outcome = await core.run((context) => reissueCertificate(context, request))
  if (!outcome.ok) return errorsOf(outcome)
  if ((await orderNow(core, order.id)).status === 'AWAITING') await proveNames(core, clock, order.id)
  clock.advance(10_000)
  await orderNow(core, order.id)
  return core.run(({ database }) => certificatesOf(database, order.id).at(-1)?.names)
}

describe('how the names of a reissue are read', () => {
  const whole = (names: string[]) => [...names, 'more.test']

  test('as new ones: one that is in the certificate is refused', async (t) => {
    const errors = await reissued(t, { reissueNames: 'new-only' }, whole)
    assert.ok(Array.isArray(errors) && errors.every((each) => Number(each) === 2130), String(errors))
  })

  test('as names of which those that are there are passed over', async (t) => {
    const { names } = await world(t, {})
    assert.deepEqual(await reissued(t, { reissueNames: 'known-too' }, whole), [...names, 'more.test'])
  })

  test('as the whole list: what it leaves out is gone', async (t) => {
    const { names } = await world(t, {})
    assert.deepEqual(await reissued(t, { reissueNames: 'whole' }, () => ['more.test']), [
      names[0],
      'more.test',
    ])
  })
})

describe('what a certificate holds', () => {
  for (const [namesIssued, expected] of [
    ['as-ordered', ['a.test', 'b.test']],
    ['without-last', ['a.test']],
    ['with-another', ['a.test', 'b.test', 'nobody-ordered-this.test']],
  ] as const)
    test(namesIssued, async (t) => {
      const clock = testClock()
      const core = await coreFor(t, { clock: clock.now, behaviour: { namesIssued } })
      const order = await issuedOrder(core, clock, {
        names: ['a.test', 'b.test'],
        parameters: { productCode: '931', csr: await newCsr('CN=a.test') },
      })
      const [certificate] = await core.run(({ database }) => certificatesOf(database, order.id))
      assert.deepEqual(certificate?.names, expected)
    })
})

describe('which answers hold a code', () => {
  test('none of an order that is to ask for it; asked for, it is there', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { codes: 'on-request' } })
    const order = await place(core, await dvOrder({}))
    assert.equal(order.code, null)
    const asked = granted(await core.run((context) => addSanVerification(context, order.id, undefined)))
    assert.match(asked.code ?? '', /^[0-9a-f]{63}$/)
  })

  test('of the first order alone: a reissue and a renewal are to ask', async (t) => {
    const { core, order, names, serial } = await world(t, { codes: 'first-order' })
    assert.notEqual(order.code, null)
    const { database } = core.context
    for (const proof of proofsOf(database, order.id)) saveProof(database, { ...proof, expiresAt: 1 })
    const approver = { method: 'DNS_TXT_PREFIX' }
    const serialNumber = await serial()
    const csr = await newCsr(`CN=${names[0]}`)
    const renewal = { serialNumber, csr, approver, productCode: '936', customer: order.customer }
    const renewed = granted(await core.run((context) => renewCertificate(context, renewal)))
    const again = { serialNumber, csr: await newCsr(`CN=${names[0]}`), approver }
    const reissued = granted(await core.run((context) => reissueCertificate(context, again)))
    assert.deepEqual([renewed.code, reissued.code, reissued.status], [null, null, 'AWAITING'])
  })
})
