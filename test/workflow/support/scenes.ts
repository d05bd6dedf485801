import assert from 'node:assert/strict'
import type { OrderStart } from '../../../workflows/contract.ts'
import type { OrderUnderTest } from './order-under-test.ts'
import { away, change, DAY_MS, PLAN, type Script } from './scripted-activities.ts'

/** How time passes in a scene. */
export interface SceneTime {
  begin(start?: Partial<OrderStart>, prepare?: (script: Script) => void): Promise<OrderUnderTest>
  settle(): Promise<void>
  skip(ms: number): Promise<void>
}

/** Brings an order to where the scene is. */
export type Scene = (time: SceneTime) => Promise<OrderUnderTest>

const RECURRING = { recurring: true } as const

/** What the CA says of an order that has been issued. */
function issuedAtCa(script: Script): void {
  script.always('planSettings', () => ({ ...PLAN, recurring: true }))
}

async function verifying(time: SceneTime, start: Partial<OrderStart> = {}): Promise<OrderUnderTest> {
  const order = await time.begin({ ...RECURRING, ...start }, issuedAtCa)
  assert.deepEqual(await order.configure(), { state: 'done' })
  return order
}

async function issued(time: SceneTime, start: Partial<OrderStart> = {}): Promise<OrderUnderTest> {
  const order = await time.begin({ ...RECURRING, ...start }, issuedAtCa)
  await order.issue()
  await time.settle()
  return order
}

const REISSUE = { serialNumber: null, configurationId: 'configuration-4', addNames: [] }

async function revoked(time: SceneTime): Promise<OrderUnderTest> {
  const order = await issued(time)
  await order.caChanged({ status: 'ENROLLED', certificates: [{ serialNumber: '0A1B2C', status: 'REVOKED' }] })
  await order.until(({ state }) => state === 'revoked')
  return order
}

async function rejected(time: SceneTime): Promise<OrderUnderTest> {
  const order = await verifying(time)
  await order.caChanged({ status: 'REJECTED' })
  await order.until(({ state }) => state === 'rejected')
  return order
}

/** Where an order may stand while its workflow runs. */
export const SCENES: Record<string, Scene> = {
  'waits for its payment': (time) => time.begin({ ...RECURRING, setup: 'on-payment' }),
  'waits for acceptance': (time) => time.begin({ ...RECURRING, setup: 'on-acceptance' }),
  'waits for its configuration': (time) => time.begin(RECURRING),
  'waits for the payment of its names': async (time) => {
    const order = await time.begin(RECURRING)
    await order.send('configure', { configurationId: 'configuration-1', billedNames: 2 })
    return order
  },
  'is on its way to a CA that is away': async (time) => {
    const order = await time.begin(RECURRING, (script) => script.always('placeCaOrder', away()))
    assert.deepEqual(await order.configure(), { state: 'accepted' })
    return order
  },
  'waits for proof': verifying,
  'waits for proof, suspended': async (time) => {
    const order = await verifying(time)
    await order.send('suspend', {})
    return order
  },
  'waits for an admin at a CA without an API': (time) => verifying(time, { isManualCa: true }),
  'waits for documents': async (time) => {
    const order = await verifying(time)
    const wants = { documents: 'needed', email: false } as const
    await order.caChanged({ status: 'VERIFICATION', control: { verified: 1, of: 1 }, wants })
    await order.until(({ activity }) => activity?.step === 'awaiting-documents')
    return order
  },
  'waits for the certificate': async (time) => {
    const order = await verifying(time)
    order.script.always('fetchCertificates', away())
    await order.caChanged({ status: 'ENROLLED', control: { verified: 1, of: 1 } })
    await order.until(({ activity }) => activity?.step === 'issuing')
    return order
  },
  'is being cancelled': async (time) => {
    const order = await verifying(time)
    order.script.always('cancelCaOrder', away())
    assert.deepEqual(await order.send('cancel', {}), { state: 'accepted' })
    return order
  },
  'is issued': issued,
  'is issued and suspended': async (time) => {
    const order = await issued(time)
    await order.send('suspend', {})
    return order
  },
  'is issued, and its end was asked for': async (time) => {
    const order = await issued(time)
    await order.send('requestCancellation', { when: 'end-of-term', revoke: false })
    return order
  },
  'is being reissued by a CA that is away': async (time) => {
    const order = await issued(time)
    order.script.always('reissueAtCa', away())
    assert.deepEqual(await order.send('reissue', REISSUE), { state: 'accepted' })
    return order
  },
  'waits for proof of a reissue': async (time) => {
    const order = await issued(time)
    order.script.always('readCaOrder', ({ caOrderId }) => change({ caOrderId }))
    assert.deepEqual(await order.send('reissue', REISSUE), { state: 'done' })
    await time.settle()
    return order
  },
  'waits for the key of a reissue': async (time) => {
    const order = await issued(time)
    await order.send('revoke', { serialNumber: '0A1B2C', reason: 'keyCompromise', compromisedOn: null })
    // It is answered when a key has come.
    void order
      .send('renew', { serialNumber: null, configurationId: null, product: null })
      .catch(() => undefined)
    await order.until(({ activity }) => activity?.step === 'awaiting-csr')
    return order
  },
  'is being revoked': async (time) => {
    const order = await issued(time)
    await order.send('revoke', { serialNumber: '0A1B2C', reason: 'superseded', compromisedOn: null })
    return order
  },
  'waits for the payment of its renewal': async (time) => {
    const order = await issued(time)
    await time.skip(198 * DAY_MS)
    await time.skip(160 * DAY_MS + 60_000)
    await order.until(({ activity }) => activity?.step === 'awaiting-payment')
    return order
  },
  'is revoked': revoked,
  'has expired': async (time) => {
    const order = await issued(time)
    await time.skip(200 * DAY_MS)
    await order.until(({ state }) => state === 'expired')
    return order
  },
  'is rejected': rejected,
  'is being ordered again by a CA that is away': async (time) => {
    const order = await rejected(time)
    order.script.always('placeCaOrder', away())
    assert.deepEqual(await order.send('repeat', {}), { state: 'accepted' })
    return order
  },
  'was terminated and waits for the CA': async (time) => {
    const order = await issued(time)
    order.script.always('revokeAtCa', away())
    assert.deepEqual(await order.send('terminateService', { revoke: true }), { state: 'accepted' })
    return order
  },
}
