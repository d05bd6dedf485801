import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { reissueCertificate } from '../../sandbox/core/reissue.ts'
import { performSanVerification } from '../../sandbox/core/verification.ts'
import {
  clickNewest,
  decideAll,
  errorsOf,
  granted,
  mailboxOrder,
  orderNow,
  place,
  upload,
} from './core-orders.ts'
import {
  at,
  coreFor,
  dvOrder,
  newCsr,
  type SoapCaller,
  sandboxFor,
  soapCaller,
  testClock,
} from './harness.ts'
import { modifiedPage, turn, withOrder } from './switches.ts'

const LONG_MS = 3_600_000

async function modified(caller: SoapCaller): Promise<string[]> {
  const found = (await modifiedPage(caller)).matchAll(/<orderStatus>([A-Z]+)</g)
  return [...found].map(([, status = '']) => status)
}

describe('parts of the CA that are behind', () => {
  test('the list says each order twice, or each change in no order, or all of it late', async (t) => {
    const { sandbox, clock, caller } = await withOrder(t)
    assert.deepEqual(await modified(caller), ['ENROLLED'])
    await turn(sandbox, { modifiedOrders: 'repeated' })
    assert.deepEqual(await modified(caller), ['ENROLLED', 'ENROLLED'])
    await turn(sandbox, { modifiedOrders: 'every-change' })
    const every = await modified(caller)
    assert.deepEqual(every.toSorted(), ['ACCEPTED', 'AWAITING', 'ENROLLED', 'VERIFICATION'])
    assert.deepEqual(await modified(caller), every)
    await turn(sandbox, { modifiedOrders: 'once', listDelayMs: LONG_MS })
    assert.deepEqual(await modified(caller), [])
    clock.advance(LONG_MS)
    assert.deepEqual(await modified(caller), ['ENROLLED'])
  })

  test('an order shows what it was, without the certificate that the list has; later all of it', async (t) => {
    const { sandbox, clock, order, caller } = await withOrder(t)
    await turn(sandbox, { stateDelayMs: LONG_MS })
    const seen = async () => ({
      status: at((await caller.call('getOrderState', { orderID: order.id })).answer, 'orderStatus'),
      names: at(
        (await caller.call('getSanVerificationState', { orderID: order.id })).answer,
        'sanVerifications.sanVerification.0.manualVerification.state',
      ),
      hasCertificate: (await caller.call('getOrderByOrderID', { orderID: order.id })).xml.includes(
        '<X509Cert>',
      ),
      errors: (await caller.call('getCertificate', { orderID: order.id })).xml.match(/<errorCode>(\d+)/)?.[1],
    })
    assert.deepEqual(await seen(), {
      status: 'AWAITING',
      names: 'REQUIRED',
      hasCertificate: false,
      errors: '1159',
    })
    assert.deepEqual(await modified(caller), ['ENROLLED'])
    clock.advance(LONG_MS)
    assert.deepEqual(await seen(), {
      status: 'ENROLLED',
      names: 'VERIFIED',
      hasCertificate: true,
      errors: undefined,
    })
  })

  test('a new order is not found for a while; its id is taken all the same', async (t) => {
    const clock = testClock()
    const sandbox = await sandboxFor(t, { clock: clock.now })
    const caller = await soapCaller(sandbox)
    await turn(sandbox, { findDelayMs: LONG_MS })
    const request = await dvOrder({ names: ['new.test'] })
    const order = await place(sandbox.core, request)
    const state = async () => (await caller.call('getOrderState', { orderID: order.id })).xml
    assert.match(await state(), /<errorCode>1033</)
    const again = {
      orderParameters: {
        CSR: await newCsr('CN=new.test'),
        customer: 'c',
        orderID: order.id,
        productCode: '601',
      },
    }
    assert.match((await caller.call('quickOrder', again)).xml, /<errorCode>1012</)
    clock.advance(LONG_MS)
    assert.match(await state(), /<orderStatus>AWAITING</)
  })

  test('a look goes on for those who ask for another, after it is over', async (t) => {
    const clock = testClock()
    const core = await coreFor(t, { clock: clock.now, behaviour: { stickyCheckMs: LONG_MS } })
    const order = await place(core, await dvOrder())
    const look = () => core.run((context) => performSanVerification(context, order.code ?? ''))
    assert.deepEqual(errorsOf(await look()), [])
    clock.advance(LONG_MS)
    assert.deepEqual(errorsOf(await look()), [2204])
    assert.equal((await orderNow(core, order.id)).checkDueAt, null)
    clock.advance(1_000)
    assert.deepEqual(errorsOf(await look()), [])
  })

  test('documents, what became of them, and a click in a mailbox are seen late', async (t) => {
    const clock = testClock()
    const sandbox = await sandboxFor(t, { clock: clock.now })
    const caller = await soapCaller(sandbox)
    const { id } = await place(
      sandbox.core,
      await mailboxOrder('521', { givenName: 'Anna', surname: 'Nowak' }),
    )
    await turn(sandbox, { evidenceDelayMs: LONG_MS })
    await clickNewest(sandbox.core, 'anna@example.test')
    await upload(sandbox.core, id, 'APPLICANT')
    const seen = async () => ({
      documents: [
        ...(await caller.call('getDocumentsList', { orderID: id })).xml.matchAll(/<state>(\w+)</g),
      ].map(([, state]) => state),
      clicked: at(
        (await caller.call('getEmailVerification', { orderID: id })).answer,
        'emailVerification.verified',
      ),
    })
    assert.deepEqual(await seen(), { documents: [], clicked: false })
    clock.advance(LONG_MS)
    await decideAll(sandbox.core, clock, id, 'ACCEPTED')
    assert.deepEqual(await seen(), { documents: ['NEW'], clicked: true })
    clock.advance(LONG_MS)
    assert.deepEqual((await seen()).documents, ['ACCEPTED'])
  })
})

describe('what the contract leaves open', () => {
  test('the id of a reissued order stands for its newest certificate, its first, or none', async (t) => {
    const { sandbox, clock, order, caller } = await withOrder(t)
    const serials = () =>
      sandbox.core.run(({ database }) =>
        certificatesOf(database, order.id).map(({ serialNumber }) => serialNumber),
      )
    const [first = ''] = await serials()
    const csr = await newCsr('CN=odd.test')
    granted(await sandbox.core.run((context) => reissueCertificate(context, { serialNumber: first, csr })))
    clock.advance(10_000)
    const [, newest] = await serials()
    const given = async (certificateOfOrder: Behaviour['certificateOfOrder']) => {
      await turn(sandbox, { certificateOfOrder })
      const { xml } = await caller.call('getCertificate', { orderID: order.id })
      return /<(?:serialNumber|errorCode)>(\w+)</.exec(xml)?.[1]
    }
    assert.ok(newest !== undefined && newest !== first)
    assert.deepEqual(
      [await given('newest'), await given('first'), await given('none')],
      [newest, first, '1159'],
    )
  })

  test('the fields of a jurisdiction are understood in both spellings, or in one', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const CSR = await newCsr('CN=ev.test')
    const errors = async (jurisdictionSpelling: Behaviour['jurisdictionSpelling'], field: string) => {
      await turn(sandbox, { jurisdictionSpelling })
      const order = { orderParameters: { CSR, customer: 'c', productCode: '641', [field]: 'PL' } }
      const { xml } = await caller.call('validateOrderParameters', order)
      return [...xml.matchAll(/<errorCode>(\d+)/g)].some(([, number]) => number === '1093')
        ? 'passed over'
        : 'read'
    }
    const seen: Record<string, string[]> = {}
    for (const spelling of ['any', 'joiln', 'joILN'] as const)
      seen[spelling] = [await errors(spelling, 'joisocn'), await errors(spelling, 'joISoCN')]
    assert.deepEqual(seen, {
      any: ['read', 'read'],
      joiln: ['read', 'passed over'],
      joILN: ['passed over', 'read'],
    })
  })

  test('a strict server objects to the spelling that its contract lacks, and to no other', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const CSR = await newCsr('CN=ev.test')
    const requestorInfo = { email: 'jan@example.test', firstName: 'Jan', lastName: 'Nowak', phone: '' }
    const objects = async (jurisdictionSpelling: Behaviour['jurisdictionSpelling'], field: string) => {
      await turn(sandbox, { strict: true, jurisdictionSpelling })
      const orderParameters = { CSR, customer: 'c', productCode: '641', [field]: 'PL' }
      const { xml } = await caller.call('validateOrderParameters', { orderParameters, requestorInfo })
      return new RegExp(`<errorCode>1172</errorCode><value>${field}<`).test(xml)
    }
    for (const [spelling, known, unknown] of [
      ['joiln', 'joisocn', 'joISoCN'],
      ['joILN', 'joISoCN', 'joisocn'],
    ] as const)
      assert.deepEqual([await objects(spelling, known), await objects(spelling, unknown)], [false, true])
  })
})
