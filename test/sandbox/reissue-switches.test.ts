import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { findOrder } from '../../sandbox/core/orders.ts'
import { HOUR, proveNames } from './core-orders.ts'
import { at, newCsr, textAt } from './harness.ts'
import { turn, withOrder } from './switches.ts'

/** An order with its certificate, and what asks for the next one by SOAP. */
async function certified(t: TestContext) {
  const { sandbox, clock, order, caller } = await withOrder(t)
  const fetched = await caller.call('getCertificate', { orderID: order.id })
  const serialNumber = textAt(fetched.answer, 'certificateDetails.serialNumber')
  const SANApprover = { approverMethod: 'DNS_TXT_PREFIX' }
  const errorsOf = (answer: unknown) => at(answer, 'responseHeader.errors.Error')
  return {
    sandbox,
    clock,
    order,
    reissue: async (CSR?: string) => {
      const body = { serialNumber, ...(CSR === undefined ? {} : { CSR }), SANApprover }
      return errorsOf((await caller.call('reissueCertificate', body)).answer)
    },
    renew: async (CSR: string) => {
      const body = { SANApprover, CSR, customer: order.customer, productCode: '606', serialNumber }
      const { answer } = await caller.call('renewCertificate', body)
      return { errors: errorsOf(answer), orderId: at(answer, 'orderID') }
    },
    status: async (orderID: string) => {
      const { answer } = await caller.call('getOrderState', { orderID })
      return at(answer, 'orderStatus')
    },
  }
}

const NAME_MISSING = [{ errorCode: 1015 }]

describe('a CSR without a common name', () => {
  test('is taken by reissues and renewals, or by neither, as the CA is told', async (t) => {
    const { sandbox, reissue, renew } = await certified(t)
    const nameless = await newCsr('O=nobody')
    await turn(sandbox, { refuseNamelessCsr: true })
    assert.deepEqual(await reissue(nameless), NAME_MISSING)
    assert.deepEqual((await renew(nameless)).errors, NAME_MISSING)
    await turn(sandbox, { refuseNamelessCsr: false })
    assert.equal((await renew(await newCsr('O=nobody'))).errors, undefined)
    assert.equal(await reissue(nameless), undefined)
  })

  test('is no matter where the CSR has a name, or where the key stays without one', async (t) => {
    const { sandbox, reissue, renew } = await certified(t)
    await turn(sandbox, { refuseNamelessCsr: true })
    assert.equal((await renew(await newCsr('CN=odd.test'))).errors, undefined)
    assert.equal(await reissue(), undefined)
  })
})

describe('the time until a certificate is there', () => {
  test('is hours for a reissue and seconds for a first one, where the CA is told so', async (t) => {
    const { sandbox, clock, order, reissue, renew, status } = await certified(t)
    await turn(sandbox, { issueMs: 5_000, reissueMs: 6 * HOUR })
    assert.equal(await reissue(await newCsr('CN=odd.test')), undefined)
    clock.advance(1_000)
    assert.equal(await status(order.id), 'ACCEPTED')
    clock.advance(5 * HOUR)
    assert.equal(await status(order.id), 'ACCEPTED')
    clock.advance(HOUR)
    assert.equal(await status(order.id), 'ENROLLED')

    const renewed = String((await renew(await newCsr('CN=odd.test'))).orderId)
    const placed = await sandbox.core.run(({ database }) => findOrder(database, renewed))
    assert.deepEqual(placed?.names, order.names)
    await proveNames(sandbox.core, clock, renewed)
    assert.equal(await status(renewed), 'ENROLLED', 'a renewal is an order of its own')
  })

  test('is the same for both unless the CA is told otherwise', async (t) => {
    const { sandbox, clock, order, reissue, status } = await certified(t)
    await turn(sandbox, { issueMs: 2 * HOUR })
    assert.equal(await reissue(await newCsr('CN=odd.test')), undefined)
    clock.advance(HOUR)
    assert.equal(await status(order.id), 'ACCEPTED')
    clock.advance(HOUR + 1_000)
    assert.equal(await status(order.id), 'ENROLLED')
  })
})
