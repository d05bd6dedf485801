import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaCheck } from '../../domain/ca-checks.ts'
import type { CaWants } from '../../domain/ca-wants.ts'
import type { OrderActivity } from '../../domain/order-state.ts'
import type { OrderView } from '../../domain/order-view.ts'
import type { OrderUnderTest } from './support/order-under-test.ts'
import { away, change } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const PROVEN = { status: 'VERIFICATION', control: { verified: 1, of: 1 } } as const

function minding(...checks: CaCheck[]): { wants: CaWants } {
  return { wants: { documents: 'none', email: false, checks } }
}

async function proven(): Promise<OrderUnderTest> {
  const order = await time.begin({})
  await order.configure()
  return order
}

function standing({ activity }: OrderView): Partial<OrderActivity> | null {
  if (activity === null) return null
  const { kind, step, waitsFor, problem } = activity
  return { kind, step, waitsFor, problem }
}

function isHeldBy(check: CaCheck | null): (view: OrderView) => boolean {
  return ({ activity }) => activity?.problem === check
}

describe('an automatic check of the CA that failed', () => {
  test('is the client’s to mend, can be looked at at once, and lets the order go on once it passes', async () => {
    const order = await proven()
    await order.caChanged({ ...PROVEN, ...minding('ca-check-caa') })
    const view = await order.until(isHeldBy('ca-check-caa'))
    const held = { kind: 'ordering', step: 'verifying', waitsFor: 'client', problem: 'ca-check-caa' } as const
    assert.deepEqual(standing(view), held)
    order.script.next('checkControl', ({ caOrderId }) => change({ caOrderId, ...PROVEN, ...minding() }))
    assert.deepEqual(await order.send('checkVerification', {}), { state: 'done' })
    assert.deepEqual(standing(order.view()), { ...held, step: 'issuing', waitsFor: 'ca', problem: null })
    const events = order.events().filter((name) => name.startsWith('order.check'))
    assert.deepEqual(events, ['order.check-failed', 'order.checks-passed'])
    await order.caChanged({ status: 'ENROLLED', control: { verified: 1, of: 1 } })
    await order.until(({ state }) => state === 'issued')
  })

  test('is an admin’s where only the CA can lift it', async () => {
    const order = await proven()
    await order.caChanged({ ...PROVEN, ...minding('ca-check-top-site') })
    const view = await order.until(isHeldBy('ca-check-top-site'))
    assert.deepEqual([view.activity?.step, view.activity?.waitsFor], ['verifying', 'admin'])
  })

  test('is told once, and again when another is minded', async () => {
    const order = await proven()
    await order.caChanged({ ...PROVEN, ...minding('ca-check-top-site') })
    await order.caChanged({ ...PROVEN, ...minding('ca-check-top-site') })
    await order.caChanged({ ...PROVEN, ...minding('ca-check-phishing', 'ca-check-top-site') })
    await order.until(isHeldBy('ca-check-phishing'))
    assert.equal(order.events().filter((name) => name === 'order.check-failed').length, 2)
  })

  test('is not hidden by a CA that is away, and outlasts its return', async () => {
    const order = await proven()
    await order.caChanged({ ...PROVEN, ...minding('ca-check-caa') })
    await order.until(isHeldBy('ca-check-caa'))
    order.script.next('readCaOrder', away('busy'))
    assert.deepEqual(await order.send('synchronize', {}), { state: 'accepted' })
    assert.equal(order.view().activity?.problem, 'ca-check-caa')
    order.script.next('readCaOrder', ({ caOrderId }) =>
      change({ caOrderId, ...PROVEN, ...minding('ca-check-caa') }),
    )
    assert.deepEqual(await order.send('synchronize', {}), { state: 'done' })
    assert.equal(order.view().activity?.problem, 'ca-check-caa')
  })

  test('stands beside proof and documents that are still wanted', async () => {
    const order = await proven()
    await order.caChanged({ status: 'AWAITING', ...minding('ca-check-top-site') })
    const unproven = await order.until(isHeldBy('ca-check-top-site'))
    assert.deepEqual([unproven.activity?.step, unproven.activity?.waitsFor], ['verifying', 'client'])
    const wants = { documents: 'needed', email: false, checks: ['ca-check-caa'] } as const
    await order.caChanged({ ...PROVEN, wants })
    const view = await order.until(({ activity }) => activity?.step === 'awaiting-documents')
    assert.deepEqual([view.activity?.waitsFor, view.activity?.problem], ['client', 'ca-check-caa'])
    assert.deepEqual(await order.send('checkVerification', {}), { state: 'done' })
  })

  for (const name of ['reissue', 'renew'] as const)
    test(`is the same when the CA is asked to ${name}`, async () => {
      const order = await time.begin({})
      await order.issue()
      order.script.always('readCaOrder', ({ caOrderId }) =>
        change({ caOrderId, ...PROVEN, ...minding('ca-check-caa') }),
      )
      const asked = { serialNumber: null, configurationId: 'configuration-2', addNames: [], product: null }
      await order.send(name, asked)
      const view = await order.until(isHeldBy('ca-check-caa'))
      assert.deepEqual([view.activity?.step, view.activity?.waitsFor], ['verifying', 'client'])
      order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId, ...PROVEN, ...minding() }))
      await order.send('synchronize', {})
      assert.deepEqual(order.view().activity?.problem, null)
      assert.equal(order.view().activity?.step, 'issuing')
    })
})

describe('proof for another certificate', () => {
  async function reissuing(of: 'held' | 'lapsed'): Promise<OrderUnderTest> {
    const order = await time.begin({})
    await order.issue()
    const control = { verified: of === 'held' ? 1 : 0, of: 1 }
    const status = of === 'held' ? 'VERIFICATION' : 'AWAITING'
    order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId, status, control }))
    await order.send('reissue', { serialNumber: null, configurationId: 'configuration-2', addNames: [] })
    await order.send('synchronize', {})
    return order
  }
  const asked = (order: OrderUnderTest): string[] => [
    ...order.mails().filter((mail) => mail.startsWith('verification-needed')),
    ...order.events().filter((name) => name === 'order.verification-needed'),
  ]

  test('is asked of nobody while the evidence of before holds', async () => {
    const order = await reissuing('held')
    assert.deepEqual([order.view().activity?.step, order.view().activity?.waitsFor], ['issuing', 'ca'])
    assert.equal(asked(order).length, 1, 'that of the first certificate')
  })

  test('is asked for once where the CA wants it', async () => {
    const order = await reissuing('lapsed')
    assert.deepEqual([order.view().activity?.step, order.view().activity?.waitsFor], ['verifying', 'client'])
    assert.equal(asked(order).length, 3)
    await order.caChanged({ status: 'AWAITING', control: { verified: 0, of: 1 } })
    await order.send('synchronize', {})
    assert.equal(asked(order).length, 3)
  })
})
