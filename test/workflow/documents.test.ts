import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DocumentWants } from '../../domain/ca-wants.ts'
import type { Validation } from '../../domain/product.ts'
import { isNotPossibleNow, type OrderUnderTest } from './support/order-under-test.ts'
import { away, change, refusing, type Script } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const PROVEN = { verified: 1, of: 1 }

function productOf(validation: Validation) {
  return { code: '631', name: 'Trusted SSL', kind: 'ssl', validation, validityDays: 365 } as const
}

/** The CA reads as told, call after call, and then keeps to its last word. */
function wanting(script: Script, ...wants: DocumentWants[]): void {
  const words = [...wants]
  script.always('readCaOrder', ({ caOrderId }) => {
    const documents = (words.length > 1 ? words.shift() : words[0]) ?? 'none'
    return change({ caOrderId, status: 'VERIFICATION', control: PROVEN, wants: { documents, email: false } })
  })
}

async function ordered(prepare: (script: Script) => void): Promise<OrderUnderTest> {
  const order = await time.begin({ product: productOf('OV') }, prepare)
  await order.configure()
  await order.until(({ activity }) => activity?.step !== 'verifying')
  return order
}

describe('documents', () => {
  test('a product that is proven by documents is read as soon as the CA has it', async () => {
    const order = await ordered((script) => wanting(script, 'needed'))
    const { activity, state } = order.view()
    assert.deepEqual(
      [state, activity?.step, activity?.waitsFor],
      ['verifying', 'awaiting-documents', 'client'],
    )
    assert.ok(order.events().includes('order.documents-needed'))
  })

  test('a product that needs none is not read for them', async () => {
    const order = await time.begin({ product: productOf('DV') })
    await order.configure()
    await order.send('paymentReceived', { status: 'paid', paidUntil: null })
    assert.deepEqual(order.script.callsOf('readCaOrder'), [])
    await assert.rejects(order.send('addDocuments', { documentId: 'one' }), isNotPossibleNow)
  })

  test('what is handed in goes to the CA, and then it is the CA’s move', async () => {
    const order = await ordered((script) => wanting(script, 'needed', 'checking'))
    assert.deepEqual(await order.send('addDocuments', { documentId: 'one' }), { state: 'done' })
    await order.until(({ activity }) => activity?.waitsFor === 'ca')
    assert.equal(order.script.callsOf('sendDocuments').length, 1)
    assert.equal(order.view().activity?.step, 'awaiting-documents')
  })

  test('a refused document is told, and another one may follow', async () => {
    const order = await ordered((script) => wanting(script, 'needed', 'refused', 'checking'))
    await order.send('addDocuments', { documentId: 'one' })
    await order.until(() => order.events().includes('order.document-rejected'))
    assert.deepEqual(await order.send('addDocuments', { documentId: 'two' }), { state: 'done' })
    await order.until(({ activity }) => activity?.waitsFor === 'ca')
  })

  test('with the CA away they are kept, and sent once it is back', async () => {
    const order = await ordered((script) => {
      wanting(script, 'needed', 'checking')
      script.next('sendDocuments', away())
    })
    assert.deepEqual(await order.send('addDocuments', { documentId: 'one' }, 'hand-in'), {
      state: 'accepted',
    })
    await time.skip(2 * 60_000)
    await order.until(({ activity }) => activity?.waitsFor === 'ca')
    assert.ok(order.outcomes().some(({ id, outcome }) => id === 'hand-in' && outcome.state === 'done'))
  })

  test('what the CA says to a file is the answer', async () => {
    const problem = { path: '/files', code: 'document-file-too-large', caCode: 2085 }
    const order = await ordered((script) => {
      wanting(script, 'needed')
      script.next('sendDocuments', refusing(problem))
    })
    const outcome = await order.send('addDocuments', { documentId: 'one' })
    assert.deepEqual(outcome, { state: 'refused', code: 'ca-refused', problems: [problem] })
  })

  test('once everything is taken the CA issues, and documents are closed', async () => {
    const order = await ordered((script) => wanting(script, 'checking', 'none'))
    await order.send('synchronize', {})
    await order.until(({ activity }) => activity?.step === 'issuing')
    await assert.rejects(order.send('addDocuments', { documentId: 'late' }), isNotPossibleNow)
  })

  test('names come before documents where both are open', async () => {
    const order = await time.begin({ product: productOf('EV') }, (script) =>
      script.always('readCaOrder', ({ caOrderId }) =>
        change({ caOrderId, wants: { documents: 'needed', email: false } }),
      ),
    )
    await order.configure()
    await order.until(() => order.script.callsOf('readCaOrder').length === 1)
    assert.deepEqual(await order.send('addDocuments', { documentId: 'early' }), { state: 'done' })
    assert.equal(order.view().activity?.step, 'verifying')
  })
})

describe('a mailbox', () => {
  const product = {
    code: '511',
    name: 'S/MIME Mailbox',
    kind: 'smime',
    validation: 'MV',
    validityDays: 365,
  } as const

  async function mailbox(prepare: (script: Script) => void): Promise<OrderUnderTest> {
    return time.begin({ product }, (script) => {
      script.always('placeCaOrder', () => ({ status: 'AWAITING', method: null, names: [] }))
      prepare(script)
    })
  }
  const reading = (email: boolean) => (script: Script) =>
    script.always('readCaOrder', ({ caOrderId }) =>
      change({ caOrderId, control: null, wants: { documents: 'none', email } }),
    )

  test('waits for the click, and the message can be asked for again', async () => {
    const order = await mailbox((script) => {
      reading(true)(script)
      script.always('changeControl', () => ({ method: null }))
    })
    await order.configure()
    await order.until(() => order.script.callsOf('readCaOrder').length === 1)
    assert.deepEqual(await order.send('changeVerification', {}), { state: 'done' })
    const { activity, verification } = order.view()
    assert.deepEqual([activity?.step, activity?.waitsFor, verification], ['verifying', 'client', null])
  })

  test('a message that is still good is not sent again, and why is the answer', async () => {
    const problem = { path: '', code: 'mail-still-valid', caCode: 1114 }
    const order = await mailbox((script) => {
      reading(true)(script)
      script.always('changeControl', refusing(problem))
    })
    await order.configure()
    const outcome = await order.send('changeVerification', {})
    assert.deepEqual(outcome, { state: 'refused', code: 'ca-refused', problems: [problem] })
  })

  test('after the click it is the CA’s move', async () => {
    const order = await mailbox(reading(true))
    await order.configure()
    await order.caChanged({ status: 'ACCEPTED', control: null, wants: { documents: 'none', email: false } })
    await order.until(({ activity }) => activity?.step === 'issuing')
  })
})
