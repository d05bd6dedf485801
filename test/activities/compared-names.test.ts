import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { certificatesOf } from '../../store/queries/certificates.ts'
import { insertConfiguration } from '../../store/queries/configurations.ts'
import { door, newCsr } from '../sandbox/harness.ts'
import { PRODUCT, withInstallation } from '../store/installation.ts'
import { asActivities, keptRow, type World, worldFor } from './deps.ts'
import { failureOf } from './failures.ts'
import { atCa, issued, placed, untilAtCa } from './order-life.ts'

const here = withInstallation()

/** A product that takes more names than two. */
const MULTI = { ...PRODUCT, code: '931' }

function turn(world: World, switches: object): Promise<unknown> {
  return door(world.sandbox, 'PUT', '/behaviour', switches)
}

/** An order of two names under one domain, so that one record proves both. */
async function ofTwoNames(world: World, kept: Parameters<typeof issued>[2] = {}) {
  const name = `n${newId().slice(0, 12)}.test`
  const names = [name, `www.${name}`]
  await turn(world, { checkMs: 20 })
  const input = await issued(world, { names }, kept)
  return { ...input, names }
}
type TwoNames = Awaited<ReturnType<typeof ofTwoNames>>

function reissueOf(order: TwoNames, serialNumber: string, changes: object = {}) {
  const { orderId, caAccountId, caOrderId, configurationId } = order
  const addNames: string[] = []
  const asked = { orderId, caAccountId, caOrderId, configurationId, serialNumber, addNames }
  return { ...asked, occasion: newId(), ...changes }
}

async function fetched(world: World, order: TwoNames) {
  const { certificates } = await asActivities(world).fetchCertificates(order)
  return certificates.map(({ missingNames = [], extraNames = [] }) => ({ missingNames, extraNames }))
}

describe('a certificate is compared with what was ordered', () => {
  test('one that lacks a name is kept, and the lack is told at every try', async (t) => {
    const world = await worldFor(t, here, { behaviour: { namesIssued: 'without-last' } })
    const order = await ofTwoNames(world)
    const lacking = [{ missingNames: [order.names[1]], extraNames: [] }]
    assert.deepEqual(await fetched(world, order), lacking)
    assert.deepEqual(await fetched(world, order), lacking)
    const [kept] = await certificatesOf(here.db, order.orderId)
    assert.deepEqual([kept?.names, kept?.missingNames], [[order.names[0]], [order.names[1]]])
  })

  test('one with a name that nobody ordered tells of it', async (t) => {
    const world = await worldFor(t, here, { behaviour: { namesIssued: 'with-another' } })
    const order = await ofTwoNames(world)
    assert.deepEqual(await fetched(world, order), [
      { missingNames: [], extraNames: ['nobody-ordered-this.test'] },
    ])
  })

  test('an address counts, and stands among the certificate’s names', async (t) => {
    const world = await worldFor(t, here)
    const names = ['192.0.2.44']
    const input = await placed(world, { names, verification: { method: 'FILE' } })
    const { code } = await keptRow(world, input.caOrderId)
    const file = { path: '/.well-known/pki-validation/certum.txt', body: `${code}-certum.pl` }
    await door(world.sandbox, 'PUT', `/http/${names[0]}`, file)
    await asActivities(world).checkControl(input)
    await untilAtCa(world, input.caOrderId, 'ENROLLED')
    assert.deepEqual(await fetched(world, { ...input, names }), [{ missingNames: [], extraNames: [] }])
    const [kept] = await certificatesOf(here.db, input.orderId)
    assert.deepEqual(kept?.names, names)
  })

  test('the CA’s list of names, which may leave one out, does not count as what was ordered', async (t) => {
    const world = await worldFor(t, here, { behaviour: { namesIssued: 'without-last' } })
    const order = await ofTwoNames(world)
    await here.db
      .em()
      .getConnection()
      .execute(
        `update ca_orders set names = '[{"name": "${order.names[0]}", "state": "VERIFIED"}]' where ca_order_id = '${order.caOrderId}'`,
      )
    assert.deepEqual(await fetched(world, order), [{ missingNames: [order.names[1]], extraNames: [] }])
  })
})

describe('a reissue', () => {
  test('asks for what the certificate lacks, whoever began it, and is then as ordered', async (t) => {
    const world = await worldFor(t, here, { behaviour: { namesIssued: 'without-last' } })
    const order = await ofTwoNames(world)
    const { certificates } = await asActivities(world).fetchCertificates(order)
    await turn(world, { namesIssued: 'as-ordered' })
    await asActivities(world).reissueAtCa(reissueOf(order, certificates[0]?.serialNumber ?? ''))
    await untilAtCa(world, order.caOrderId, 'ENROLLED')
    const both = await fetched(world, order)
    assert.deepEqual(
      both.map(({ missingNames }) => missingNames),
      [[order.names[1]], []],
    )
  })

  test('of whose list a CA takes the whole lacks the others: that is told, and is no success', async (t) => {
    const world = await worldFor(t, here, { behaviour: { reissueNames: 'whole' } })
    const order = await ofTwoNames(world, { product: MULTI })
    const { certificates } = await asActivities(world).fetchCertificates(order)
    const added = `more.${order.names[0]}`
    const configurationId = await withNames(world, order, [...order.names, added])
    const asked = { configurationId, addNames: [added] }
    await asActivities(world).reissueAtCa(reissueOf(order, certificates[0]?.serialNumber ?? '', asked))
    const { code } = await keptRow(world, order.caOrderId)
    await door(world.sandbox, 'PUT', `/dns/_certum.${order.names[0]}/TXT`, { values: [code] })
    await asActivities(world).checkControl(order)
    await untilAtCa(world, order.caOrderId, 'ENROLLED')
    const [, next] = await fetched(world, order)
    assert.deepEqual(next, { missingNames: [order.names[1]], extraNames: [] })
  })

  test('sends no name that the certificate holds already (2130)', async (t) => {
    const world = await worldFor(t, here)
    const order = await ofTwoNames(world)
    const { certificates } = await asActivities(world).fetchCertificates(order)
    const asked = { addNames: [order.names[1]] }
    await asActivities(world).reissueAtCa(reissueOf(order, certificates[0]?.serialNumber ?? '', asked))
    await untilAtCa(world, order.caOrderId, 'ENROLLED')
    assert.equal((await fetched(world, order)).length, 2)
  })

  test('on another key than was asked for is an admin’s, and is not kept', async (t) => {
    const world = await worldFor(t, here)
    const order = await ofTwoNames(world)
    const configurationId = await withNames(world, order, order.names)
    await here.db
      .em()
      .getConnection()
      .execute(
        `update ca_orders set configuration_id = '${configurationId}' where ca_order_id = '${order.caOrderId}'`,
      )
    const failure = await failureOf(asActivities(world).fetchCertificates(order))
    assert.deepEqual(failure.details, [
      { code: 'certificate-does-not-match', outcome: 'none', needsAdmin: true },
    ])
    assert.deepEqual(await certificatesOf(here.db, order.orderId), [])
  })
})

describe('a renewal', () => {
  test('of a certificate that lacks a name still wants it', async (t) => {
    const world = await worldFor(t, here, { behaviour: { namesIssued: 'without-last' } })
    const order = await ofTwoNames(world)
    const { certificates } = await asActivities(world).fetchCertificates(order)
    const { orderId, caAccountId, configurationId } = order
    const placed = await asActivities(world).renewAtCa({
      ...{ orderId, caAccountId, configurationId, n: 2, productCode: '606', method: null },
      ...{
        serialNumber: certificates[0]?.serialNumber ?? '',
        occasion: 'renew:1',
        since: new Date().toISOString(),
      },
    })
    const row = await keptRow(world, placed.caOrderId)
    assert.deepEqual([placed.names, row.orderedNames], [[order.names[0]], order.names])
    assert.equal(atCa(world, placed.caOrderId).status, 'AWAITING')
  })
})

/** The same order with these names and another key. */
async function withNames(world: World, order: TwoNames, names: string[]): Promise<string> {
  const csr = await newCsr(`CN=${names[0]}`)
  const id = newId()
  const contact = { firstName: 'Anna', lastName: 'Nowak', email: 'anna@customer.test' }
  const body = { csr, names, verification: { method: 'DNS_TXT_PREFIX' }, contact }
  const actor = { role: 'client', id: null } as const
  await insertConfiguration(world.here.db, {
    id,
    orderId: order.orderId,
    body,
    csr,
    csrFacts: {},
    names,
    actor,
  })
  return id
}
