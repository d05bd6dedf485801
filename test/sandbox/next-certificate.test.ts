import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Certificate, certificatesOf } from '../../sandbox/core/certificates.ts'
import { setOffsetDays } from '../../sandbox/core/context.ts'
import type { SandboxCore } from '../../sandbox/core/core.ts'
import { documentsOf } from '../../sandbox/core/documents.ts'
import { cancelOrder, rejectByOperator, revokeCertificate } from '../../sandbox/core/end-order.ts'
import { expiringCertificates } from '../../sandbox/core/expiring.ts'
import { proofsOf } from '../../sandbox/core/proofs.ts'
import { reissueCertificate } from '../../sandbox/core/reissue.ts'
import { renewCertificate } from '../../sandbox/core/renew.ts'
import type { ReissueRequest, RenewalRequest } from '../../sandbox/core/requests.ts'
import { DAY_MS } from '../../sandbox/core/types.ts'
import {
  clickNewest,
  decideAll,
  errorsOf,
  granted,
  issuedOrder,
  mailboxOrder,
  ORGANIZATION,
  orderNow,
  place,
  proveNames,
  SECOND,
  upload,
} from './core-orders.ts'
import { coreFor, newCsr, type TestClock, testClock } from './harness.ts'

const MULTI = { parameters: { productCode: '931' } }
const METHOD = { method: 'DNS_TXT_PREFIX' }

function all(core: SandboxCore, orderId: string): Promise<Certificate[]> {
  return core.run(({ database }) => certificatesOf(database, orderId))
}

async function newest(core: SandboxCore, orderId: string): Promise<Certificate> {
  const certificate = (await all(core, orderId)).at(-1)
  assert.ok(certificate)
  return certificate
}

async function world(t: Parameters<typeof coreFor>[0], behaviour = {}) {
  const clock = testClock()
  const core = await coreFor(t, { clock: clock.now, behaviour })
  const reissue = (request: ReissueRequest) => core.run((context) => reissueCertificate(context, request))
  const renew = (request: RenewalRequest) => core.run((context) => renewCertificate(context, request))
  return { clock, core, reissue, renew }
}

describe('a reissue', () => {
  test('gives another certificate under the same order, into the next stretch of the product', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock)
    const first = await newest(core, order.id)
    clock.advance(150 * DAY_MS)
    const { serialNumber } = first
    const again = granted(await reissue({ serialNumber, csr: await newCsr('CN=example.test') }))
    assert.equal(again.id, order.id)
    clock.advance(10 * SECOND)
    const [, second] = await all(core, order.id)
    assert.ok(second?.reissue)
    assert.ok(second.notAfter > first.notAfter)
    assert.equal((await orderNow(core, order.id)).productValidUntil, order.productValidUntil)
    assert.equal((await newest(core, order.id)).status, 'VALID')
    assert.equal((await all(core, order.id))[0]?.status, 'VALID')
    clock.advance(200 * DAY_MS)
    const last = await reissue({ serialNumber: second.serialNumber, approver: METHOD })
    assert.deepEqual(errorsOf(last), [])
    await proveNames(core, clock, order.id)
    assert.equal((await newest(core, order.id)).notAfter, order.productValidUntil, 'never beyond the product')
  })

  test('keeps its key without a CSR and with one of the same key, unless the CA will not have it', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock)
    granted(await reissue({ pem: (await newest(core, order.id)).pem }))
    clock.advance(10 * SECOND)
    granted(await reissue({ serialNumber: (await newest(core, order.id)).serialNumber, csr: order.csr }))
    clock.advance(10 * SECOND)
    assert.equal((await all(core, order.id)).length, 3)
    core.context.behaviour.refuseOwnKey = true
    const refused = await reissue({
      serialNumber: (await newest(core, order.id)).serialNumber,
      csr: order.csr,
    })
    assert.deepEqual(errorsOf(refused), [1032])
  })

  test('proves new names and no others', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock, MULTI)
    const { serialNumber } = await newest(core, order.id)
    assert.deepEqual(errorsOf(await reissue({ serialNumber, names: ['new.test'] })), [2162])
    assert.deepEqual(
      errorsOf(await reissue({ serialNumber, names: ['example.test'], approver: METHOD })),
      [2130],
    )
    const begun = granted(await reissue({ serialNumber, names: ['new.test'], approver: METHOD }))
    assert.ok(begun.code !== null && begun.code !== order.code)
    assert.deepEqual(
      proofsOf(core.context.database, order.id).map(({ name, state }) => [name, state]),
      [
        ['example.test', 'VERIFIED'],
        ['new.test', 'REQUIRED'],
      ],
    )
    await proveNames(core, clock, order.id)
    assert.deepEqual((await newest(core, order.id)).names, ['example.test', 'new.test'])
  })

  test('wants proofs anew once they have lapsed (2188)', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock)
    clock.advance(201 * DAY_MS)
    const { serialNumber } = await newest(core, order.id)
    assert.deepEqual(errorsOf(await reissue({ serialNumber })), [2188])
    assert.equal(granted(await reissue({ serialNumber, approver: METHOD })).status, 'AWAITING')
    assert.equal(proofsOf(core.context.database, order.id)[0]?.state, 'REQUIRED')
  })

  test('is refused by its own numbers', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock)
    const { serialNumber } = await newest(core, order.id)
    assert.deepEqual(errorsOf(await reissue({})), [1164])
    assert.deepEqual(errorsOf(await reissue({ pem: 'nothing' })), [1165])
    assert.deepEqual(errorsOf(await reissue({ serialNumber: 'xyz' })), [2096])
    assert.deepEqual(errorsOf(await reissue({ serialNumber: 'ABCDEF' })), [1133])
    assert.deepEqual(errorsOf(await reissue({ serialNumber, csr: 'nothing' })), [2097])
    granted(await reissue({ serialNumber }))
    assert.deepEqual(errorsOf(await reissue({ serialNumber })), [2094], 'one at a time')
    clock.advance(10 * SECOND)
    assert.deepEqual(errorsOf(await reissue({ serialNumber })), [2126], 'the newest only')
    const second = (await newest(core, order.id)).serialNumber
    await core.run((context) => revokeCertificate(context, { serialNumber: second }))
    assert.deepEqual(errorsOf(await reissue({ serialNumber: second })), [2094])
  })

  test('carries a code-signing product of three years through stretches of 459 days', async (t) => {
    const { clock, core, reissue } = await world(t, { acceptDocumentsMs: 0 })
    const order = await place(core, await mailboxOrder('553', ORGANIZATION))
    await upload(core, order.id, 'ORGANIZATION', 'AUTHORIZATION')
    clock.advance(10 * SECOND)
    const days = ({ notBefore, notAfter }: Certificate) => Math.round((notAfter - notBefore) / DAY_MS)
    const first = await newest(core, order.id)
    assert.equal(days(first), 459)
    clock.advance(450 * DAY_MS)
    granted(await reissue({ serialNumber: first.serialNumber }))
    clock.advance(10 * SECOND)
    const second = await newest(core, order.id)
    clock.advance(450 * DAY_MS)
    granted(await reissue({ serialNumber: second.serialNumber }))
    clock.advance(10 * SECOND)
    const { productValidUntil } = await orderNow(core, order.id)
    assert.equal(days(second), 459)
    assert.equal((await newest(core, order.id)).notAfter, productValidUntil)
    assert.equal(productValidUntil, first.notBefore + 1_095 * DAY_MS - SECOND)
  })

  test('is not for keys in SimplySign (2122)', async (t) => {
    const { clock, core, reissue } = await world(t, { acceptDocumentsMs: 0 })
    const order = await place(core, await mailboxOrder('561', ORGANIZATION))
    await upload(core, order.id, 'ORGANIZATION', 'AUTHORIZATION')
    clock.advance(10 * SECOND)
    const { serialNumber } = await newest(core, order.id)
    assert.deepEqual(errorsOf(await reissue({ serialNumber })), [2122])
  })

  test('that the CA gives up leaves the order with the certificate it has, which no cancelling takes', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await issuedOrder(core, clock, MULTI)
    const { serialNumber } = await newest(core, order.id)
    granted(await reissue({ serialNumber, names: ['new.test'], approver: METHOD }))
    const cancelled = await core.run((context) => cancelOrder(context, { orderId: order.id }))
    assert.deepEqual(errorsOf(cancelled), [1136])
    const begun = await orderNow(core, order.id)
    assert.ok(await core.run((context) => rejectByOperator(context, begun)))
    assert.equal((await orderNow(core, order.id)).status, 'ENROLLED')
  })

  test('of a mailbox wants a new click once the last is 30 days old', async (t) => {
    const { clock, core, reissue } = await world(t)
    const order = await place(core, await mailboxOrder('511'))
    await clickNewest(core, 'anna@example.test')
    clock.advance(10 * SECOND)
    granted(await reissue({ serialNumber: (await newest(core, order.id)).serialNumber }))
    clock.advance(10 * SECOND)
    assert.equal((await all(core, order.id)).length, 2)
    clock.advance(31 * DAY_MS)
    granted(await reissue({ serialNumber: (await newest(core, order.id)).serialNumber }))
    clock.advance(10 * SECOND)
    assert.equal((await orderNow(core, order.id)).status, 'AWAITING')
    assert.equal(await clickNewest(core, 'anna@example.test'), 'confirmed')
    clock.advance(10 * SECOND)
    assert.equal((await all(core, order.id)).length, 3)
  })
})

describe('a renewal', () => {
  async function renewal(serialNumber: string, changes: RenewalRequest = {}): Promise<RenewalRequest> {
    const csr = await newCsr('CN=example.test')
    return { serialNumber, csr, customer: 'customer-1', productCode: '606', approver: METHOD, ...changes }
  }

  async function nearItsEnd(t: Parameters<typeof coreFor>[0]): Promise<{
    clock: TestClock
    core: SandboxCore
    renew: (request: RenewalRequest) => ReturnType<typeof renewCertificate>
    serialNumber: string
    orderId: string
  }> {
    const made = await world(t)
    const order = await issuedOrder(made.core, made.clock)
    made.clock.advance(190 * DAY_MS)
    const { serialNumber } = await newest(made.core, order.id)
    return { ...made, serialNumber, orderId: order.id }
  }

  test('is a new order with the old names, proven afresh, and a product validity of its own', async (t) => {
    const { clock, core, renew, serialNumber, orderId } = await nearItsEnd(t)
    const order = granted(await renew(await renewal(serialNumber)))
    assert.notEqual(order.id, orderId)
    assert.deepEqual(
      [order.names, order.status, order.customer],
      [['example.test'], 'AWAITING', 'customer-1'],
    )
    await proveNames(core, clock, order.id)
    const renewed = await orderNow(core, order.id)
    const before = await orderNow(core, orderId)
    assert.ok((renewed.productValidUntil ?? 0) > (before.productValidUntil ?? 0))
  })

  test('is refused by its own numbers', async (t) => {
    const { clock, renew, serialNumber } = await nearItsEnd(t)
    const refused = async (changes: RenewalRequest) =>
      errorsOf(await renew(await renewal(serialNumber, changes)))
    assert.deepEqual(await refused({ serialNumber: '' }), [1164])
    assert.deepEqual(await refused({ productCode: '601' }), [1166])
    assert.deepEqual(await refused({ productCode: '636' }), [1167])
    assert.deepEqual(await refused({ productCode: '999' }), [1075])
    assert.deepEqual(await refused({ customer: 'somebody else' }), [1169])
    assert.deepEqual(await refused({ customer: '' }), [1076])
    assert.deepEqual(await refused({ csr: await newCsr('CN=other.test') }), [1168])
    assert.deepEqual(await refused({ csr: '' }), [1002])
    assert.deepEqual(await refused({ approver: undefined }), [2162])
    clock.advance(41 * DAY_MS)
    assert.deepEqual(await refused({}), [1144], 'a month after its end it is too late')
  })

  test('inherits documents that are young enough', async (t) => {
    const { clock, core, renew } = await world(t)
    const order = await place(core, await mailboxOrder('551', ORGANIZATION))
    await upload(core, order.id, 'ORGANIZATION', 'AUTHORIZATION')
    await decideAll(core, clock, order.id, 'ACCEPTED')
    clock.advance(300 * DAY_MS)
    const { serialNumber } = await newest(core, order.id)
    const request = { serialNumber, csr: await newCsr(''), customer: 'customer-1', productCode: '556' }
    const renewed = granted(await renew(request))
    assert.equal(documentsOf(core.context.database, renewed.id).length, 2)
    clock.advance(10 * SECOND)
    assert.equal((await orderNow(core, renewed.id)).status, 'ENROLLED')
  })
})

describe('certificates that are about to end', () => {
  test('are listed soonest first, the valid ones only', async (t) => {
    const { clock, core } = await world(t)
    const first = await issuedOrder(core, clock)
    clock.advance(10 * DAY_MS)
    const second = await issuedOrder(core, clock, { names: ['second.test'] })
    const listed = async (daysLeft: number | undefined, page?: number) =>
      core.run((context) => expiringCertificates(context, { daysLeft, page }))
    assert.deepEqual(granted(await listed(30)), [])
    await core.run((context) => setOffsetDays(context, 180))
    const found = granted(await listed(30))
    assert.deepEqual(
      found.map(({ certificate, daysLeft }) => [certificate.orderId, daysLeft]),
      [
        [first.id, 8],
        [second.id, 18],
      ],
    )
    assert.equal(granted(await listed(10)).length, 1)
    const { serialNumber } = await newest(core, first.id)
    await core.run((context) => revokeCertificate(context, { serialNumber }))
    assert.equal(granted(await listed(30)).length, 1)
    for (const daysLeft of [undefined, 0, 31, 1.5]) assert.deepEqual(errorsOf(await listed(daysLeft)), [2052])
    assert.deepEqual(errorsOf(await listed(30, 0)), [1153])
    assert.deepEqual(errorsOf(await listed(30, 2)), [1155])
  })
})
