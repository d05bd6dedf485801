import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { certificatesOf as certificatesAtCa } from '../../sandbox/core/certificates.ts'
import { listOrders } from '../../sandbox/core/orders.ts'
import { DAY_MS } from '../../sandbox/core/types.ts'
import { certificatesOf } from '../../store/queries/certificates.ts'
import { insertConfiguration } from '../../store/queries/configurations.ts'
import { door, newCsr } from '../sandbox/harness.ts'
import { withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, withPort, worldFor } from './deps.ts'
import { failureOf } from './failures.ts'
import { atCa, issued, keptCommand, untilAtCa } from './order-life.ts'

const here = withInstallation()
const MINUTE_MS = 60_000
const DIED = new Error('the worker died')
const dies = () => Promise.reject(DIED)

/** An order with its first certificate, here and at the CA. */
async function withCertificate(world: World) {
  const input = await issued(world)
  const { certificates } = await asActivities(world).fetchCertificates(input)
  return { ...input, serialNumber: certificates[0]?.serialNumber ?? '' }
}
type Issued = Awaited<ReturnType<typeof withCertificate>>

function reissueOf(order: Issued, changes: { configurationId?: string; addNames?: string[] } = {}) {
  const { orderId, caAccountId, caOrderId, serialNumber, configurationId } = order
  const asked = { orderId, caAccountId, caOrderId, serialNumber, configurationId, addNames: [] as string[] }
  return { ...asked, occasion: `reissue:${serialNumber}`, ...changes }
}

function renewalOf(order: Issued) {
  const { orderId, caAccountId, serialNumber, configurationId } = order
  const asked = { orderId, caAccountId, serialNumber, configurationId, n: 2, productCode: '606' }
  return { ...asked, method: null, occasion: 'renew:1', since: new Date().toISOString() }
}

async function losesItsAnswer(world: World, operation: string): Promise<void> {
  await door(world.sandbox, 'PUT', '/faults', { operation, kind: 'timeout-after-success', times: 1 })
}

/** The same configuration with another key. */
async function withNewKey(
  world: World,
  order: Issued,
  method: 'DNS_TXT_PREFIX' | 'DNS_CNAME' = 'DNS_TXT_PREFIX',
): Promise<string> {
  const name = (await keptRow(world, order.caOrderId)).names[0]?.name ?? ''
  const csr = await newCsr(`CN=${name}`)
  const id = newId()
  const body = { csr, names: [name], verification: { method } }
  const contact = { firstName: 'Anna', lastName: 'Nowak', email: 'anna@customer.test' }
  const actor = { role: 'client', id: null } as const
  const kept = {
    id,
    orderId: order.orderId,
    body: { ...body, contact },
    csr,
    csrFacts: {},
    names: [name],
    actor,
  }
  await insertConfiguration(world.here.db, kept)
  return id
}

function ordersOf(world: World, order: Issued) {
  return listOrders(world.sandbox.core.context.database).filter(({ customer }) => customer === order.orderId)
}

describe('a reissue', () => {
  test('on the same names and another key gives a second certificate under the same CA order', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const configurationId = await withNewKey(world, order)
    const placed = await asActivities(world).reissueAtCa(reissueOf(order, { configurationId }))
    assert.deepEqual([placed.method, placed.names.length], ['DNS_TXT_PREFIX', 1])
    assert.equal((await keptRow(world, order.caOrderId)).running, 'reissue')
    await untilAtCa(world, order.caOrderId, 'ENROLLED')
    const { certificates } = await asActivities(world).fetchCertificates(order)
    assert.equal(certificates.length, 2)
    assert.equal(ordersOf(world, order).length, 1)
    const row = await keptRow(world, order.caOrderId)
    assert.deepEqual([row.running, row.beforeReissue], [null, []])
    const keys = (await certificatesOf(here.db, order.orderId)).map(({ serialNumber }) => serialNumber)
    assert.equal(new Set(keys).size, 2)
  })

  test('is proven by the method that was chosen for it, else by the one that was used last', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const configurationId = await withNewKey(world, order, 'DNS_CNAME')
    const placed = await asActivities(world).reissueAtCa(reissueOf(order, { configurationId }))
    assert.equal(placed.method, 'DNS_CNAME')
  })

  test('not issued yet, the certificate before it does not count', async (t) => {
    const world = await worldFor(t, here, { behaviour: { acceptMs: 60_000 } })
    const order = await withCertificate(await quick(world))
    await door(world.sandbox, 'PUT', '/behaviour', { acceptMs: 60_000 })
    await asActivities(world).reissueAtCa(reissueOf(order))
    const failure = await failureOf(asActivities(world).fetchCertificates(order))
    assert.match(
      String(failure.details?.[0] && JSON.stringify(failure.details[0])),
      /certificate-not-there-yet/,
    )
  })

  test('whose answer is lost is found once the call can no longer land, and never asked for twice', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 500 })
    const order = await withCertificate(world)
    const asked = reissueOf(order)
    await losesItsAnswer(world, 'reissueCertificate')
    await assert.rejects(asActivities(world).reissueAtCa(asked))
    await assert.rejects(asActivities(world).reissueAtCa(asked), /ca-answer-awaited/)
    world.advance(2 * MINUTE_MS)
    await asActivities(world).reissueAtCa(asked)
    await untilAtCa(world, order.caOrderId, 'ENROLLED')
    const { certificates } = await asActivities(world).fetchCertificates(order)
    assert.equal(certificates.length, 2)
    await asActivities(world).reissueAtCa(asked)
    assert.equal(atCa(world, order.caOrderId).status, 'ENROLLED')
  })

  test('that the CA refuses by a name tells its number, and may be asked for again', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const fault = { operation: 'reissueCertificate', kind: 'error', code: 2130, times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    const failure = await failureOf(asActivities(world).reissueAtCa(reissueOf(order)))
    assert.match(JSON.stringify(failure.details), /2130/)
    await asActivities(world).reissueAtCa(reissueOf(order))
  })
})

/** Quick until it is told otherwise. */
async function quick(world: World): Promise<World> {
  await door(world.sandbox, 'PUT', '/behaviour', { acceptMs: 20 })
  return world
}

describe('a renewal', () => {
  test('is a new CA order under an id of the CA’s, in our books with its code', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const renewed = await asActivities(world).renewAtCa(renewalOf(order))
    assert.notEqual(renewed.caOrderId, order.caOrderId)
    const row = await keptRow(world, renewed.caOrderId)
    assert.deepEqual([row.purpose, row.productCode, row.n], ['renew', '606', 2])
    assert.equal(row.code, atCa(world, renewed.caOrderId).code)
    assert.equal(ordersOf(world, order).length, 2)
  })

  test('whose answer is lost is found by customer and product, and bought once', async (t) => {
    const world = await worldFor(t, here, { timeoutMs: 500 })
    const order = await withCertificate(world)
    const asked = renewalOf(order)
    await losesItsAnswer(world, 'renewCertificate')
    await assert.rejects(asActivities(world).renewAtCa(asked))
    await assert.rejects(asActivities(world).renewAtCa(asked), /ca-answer-awaited/)
    world.advance(2 * MINUTE_MS)
    const found = await asActivities(world).renewAtCa(asked)
    const again = await asActivities(world).renewAtCa(asked)
    assert.equal(found.caOrderId, again.caOrderId)
    assert.equal(ordersOf(world, order).length, 2)
    assert.equal((await keptRow(world, found.caOrderId)).code, atCa(world, found.caOrderId).code)
  })

  test('of a worker that dies with the answer in its hands is found, not bought again', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const asked = renewalOf(order)
    const dying = withPort(world, (real) => ({
      renewOrder: (request) => real.renewOrder(request).then(dies),
    }))
    await assert.rejects(asActivities(dying).renewAtCa(asked))
    world.advance(5 * MINUTE_MS)
    await asActivities(world).renewAtCa(asked)
    assert.equal(ordersOf(world, order).length, 2)
  })

  test('that never reached the CA is made once it is known that it did not', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const asked = renewalOf(order)
    const deaf = withPort(world, () => ({ renewOrder: dies }))
    await assert.rejects(asActivities(deaf).renewAtCa(asked))
    world.advance(5 * MINUTE_MS)
    await asActivities(world).renewAtCa(asked)
    assert.equal(ordersOf(world, order).length, 2)
  })

  test('carries what is left of the product over', async (t) => {
    const world = await worldFor(t, here)
    await door(world.sandbox, 'PUT', '/behaviour', { renewalCarriesDays: 200 })
    await door(world.sandbox, 'PUT', '/clock', { offsetDays: -190 })
    const order = await withCertificate(world)
    await door(world.sandbox, 'PUT', '/clock', { offsetDays: 0 })
    const before = atCa(world, order.caOrderId).productValidUntil ?? 0
    const { caOrderId } = await asActivities(world).renewAtCa(renewalOf(order))
    assert.equal(atCa(world, caOrderId).productValidUntil, before + 365 * DAY_MS)
  })

  test('by a code that does not renew is refused as such', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const failure = await failureOf(
      asActivities(world).renewAtCa({ ...renewalOf(order), productCode: '636' }),
    )
    assert.match(JSON.stringify(failure.details), /renewal-product-differs/)
  })
})

describe('a revocation', () => {
  test('is asked for with its note, and asked twice it is as good', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const commandId = await keptCommand(world, order.orderId, { note: 'replaced' })
    const { orderId, caAccountId, serialNumber } = order
    const asked = { orderId, caAccountId, serialNumber, reason: 'superseded', compromisedOn: null } as const
    const first = await asActivities(world).revokeAtCa({ ...asked, commandId })
    assert.equal(first.outcome, 'revoking')
    const second = await asActivities(world).revokeAtCa({ ...asked, commandId })
    assert.equal(second.outcome, 'already')
    assert.ok((await keptRow(world, order.caOrderId)).nextLookAt !== null)
  })
})

describe('a revocation', () => {
  const revocationOf = (order: Issued) => ({
    ...{ orderId: order.orderId, caAccountId: order.caAccountId, serialNumber: order.serialNumber },
    ...{ reason: 'superseded' as const, compromisedOn: null, commandId: null },
  })

  test('for a reason that the CA does not take is made without one, and that is said (1135)', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    const fault = { operation: 'revokeCertificate', kind: 'error', code: 1135, times: 1 }
    await door(world.sandbox, 'PUT', '/faults', fault)
    const taken = await asActivities(world).revokeAtCa(revocationOf(order))
    assert.deepEqual(taken, { outcome: 'revoking', reason: 'unspecified' })
    const [certificate] = certificatesAtCa(world.sandbox.core.context.database, order.caOrderId)
    assert.deepEqual([certificate?.status === 'VALID', certificate?.reason], [false, 'UNSPECIFIED'])
  })

  test('for a reason that it takes says nothing of the kind', async (t) => {
    const world = await worldFor(t, here)
    const order = await withCertificate(world)
    assert.deepEqual(await asActivities(world).revokeAtCa(revocationOf(order)), { outcome: 'revoking' })
  })
})
