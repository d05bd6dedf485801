import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isPossible } from '../../domain/actions.ts'
import { newId } from '../../platform/ids.ts'
import { COMMAND_NAMES, COMMANDS, type CommandName } from '../../workflows/contract.ts'
import { plainOrder } from '../domain/any-order.ts'
import { ARGUMENTS } from './support/happen.ts'
import { isNotPossibleNow, messageOf, type OrderUnderTest } from './support/order-under-test.ts'
import { away, DAY_MS } from './support/scripted-activities.ts'
import { withSkippedTime } from './support/skipped-time.ts'

const time = withSkippedTime()
const UNPAID = plainOrder('awaiting-payment')
const PAID = { status: 'paid', paidUntil: null } as const

/** The order has taken everything that was sent before. */
async function answered(order: OrderUnderTest): Promise<void> {
  assert.deepEqual(await order.send('paymentReceived', PAID), { state: 'done' })
}

function finalOutcomes(order: OrderUnderTest, id: string) {
  return order.outcomes().filter((told) => told.id === id && told.outcome.state !== 'accepted')
}

describe('a command that comes twice', () => {
  test('works once, as Update and Signal in any order', async () => {
    const order = await time.begin()
    const id = newId()
    const message = messageOf<'configure'>({ configurationId: 'configuration-1' }, id)
    await order.signal('configure', message)
    await order.signal('configure', message)
    assert.deepEqual(await order.send('configure', { configurationId: 'configuration-1' }, id), {
      state: 'done',
    })
    await order.signal('configure', message)
    await answered(order)
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
    assert.equal(finalOutcomes(order, id).length, 1)
    assert.ok(!order.events().includes('command.refused'))
  })

  test('works once although its first run is over', async () => {
    const order = await time.begin()
    const paid = newId()
    await order.send('paymentReceived', PAID, paid)
    await order.issue()
    await order.signal('paymentReceived', messageOf<'paymentReceived'>(PAID, paid))
    const again = await order.send('paymentReceived', PAID, paid)
    assert.deepEqual(again, { state: 'accepted' })
    await answered(order)
    assert.equal(order.events().filter((name) => name === 'payment.paid').length, 2)
    assert.equal(finalOutcomes(order, paid).length, 1)
  })

  test('that was refused stays refused', async () => {
    const order = await time.begin()
    const id = newId()
    await order.signal('accept', messageOf<'accept'>({}, id))
    await order.until(() => order.events().includes('command.refused'))
    await order.signal('accept', messageOf<'accept'>({}, id))
    await answered(order)
    assert.equal(finalOutcomes(order, id).length, 1)
  })

  test('two configurations at once: the first is ordered, the other is refused', async () => {
    const order = await time.begin()
    const sent = await Promise.all([order.configure(), order.configure()])
    assert.deepEqual(sent.map(({ state }) => state).sort(), ['done', 'refused'])
    assert.equal(order.script.callsOf('placeCaOrder').length, 1)
  })
})

describe('what is not possible now', () => {
  test('is turned away at once, with the state, and leaves no trace', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    await order.until(() => true)
    for (const name of COMMAND_NAMES.filter((name) => !isPossible(UNPAID, COMMANDS[name].action))) {
      const sinceMs = Date.now()
      await assert.rejects(order.send<CommandName>(name, ARGUMENTS[name] ?? {}), isNotPossibleNow, name)
      assert.ok(Date.now() - sinceMs < 2_000)
    }
    assert.equal(order.script.progress.length, 1)
  })

  test('is refused with an event where it comes as a Signal', async () => {
    const order = await time.begin()
    const id = newId()
    await order.signal('changeVerification', messageOf<'changeVerification'>({}, id))
    await order.until(() => order.events().includes('command.refused'))
    assert.deepEqual(order.outcomes().at(-1), {
      id,
      outcome: {
        state: 'refused',
        code: 'not-possible-now',
        problems: [],
        blockedBy: { kind: 'state', state: 'awaiting-configuration' },
      },
    })
  })
})

describe('what operators send by the Temporal UI or CLI', () => {
  test('cancel without any argument cancels', async () => {
    const order = await time.begin()
    await order.configure()
    await order.signal('cancel')
    await time.untilOver(order)
    assert.equal(order.script.callsOf('cancelCaOrder').length, 1)
    const asked = order.script.progress
      .flatMap(({ events }) => events)
      .find(({ name }) => name === 'order.cancel-asked')
    assert.deepEqual(asked?.actor, { role: 'operator', id: null })
  })

  for (const junk of [null, 'now', 7, [], { note: 'please' }, { arguments: {} }]) {
    test(`cancel with ${JSON.stringify(junk)} cancels too`, async () => {
      const order = await time.begin()
      await order.signal('cancel', junk)
      await time.untilOver(order)
    })
  }

  test('what only people with their data may ask for is ignored, with an event', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    const closed = COMMAND_NAMES.filter((name) => !COMMANDS[name].byOperator)
    assert.deepEqual(closed.slice(0, 4), [
      'configure',
      'changeVerification',
      'addDocuments',
      'paymentReceived',
    ])
    for (const name of closed) await order.signal(name)
    await answered(order)
    const ignored = order.script.progress
      .flatMap(({ events }) => events)
      .filter(({ name }) => name === 'command.ignored')
      .map(({ details }) => details.command)
    assert.deepEqual(ignored, closed)
  })

  const JUNK: [string, unknown][] = [
    ['configure', { commandId: 'x' }],
    ['configure', { commandId: 'x', actor: { role: 'admin', id: null }, arguments: {} }],
    ['configure', { commandId: 'x', arguments: { configurationId: 'configuration-1' } }],
    ['configure', { commandId: 'x', actor: null, arguments: { configurationId: 'configuration-1' } }],
    ['paymentReceived', { commandId: 'x', actor: { role: 'admin', id: null } }],
    [
      'paymentReceived',
      { commandId: 'x', actor: { role: 'admin', id: null }, arguments: { status: 'stolen' } },
    ],
    [
      'paymentReceived',
      {
        commandId: 'x',
        actor: { role: 'admin', id: null },
        arguments: { status: 'paid', paidUntil: 'soon' },
      },
    ],
    ['cancel', { commandId: 'x' }],
    ['caChanged', undefined],
    ['caChanged', { caOrderId: 'x' }],
    ['caChanged', { caOrderId: 7, status: 'ENROLLED', control: null, certificates: [] }],
    ['caChanged', { caOrderId: 'x', status: 'LOST', control: null, certificates: [] }],
    ['caChanged', { caOrderId: 'x', status: 'ENROLLED', control: {}, certificates: [] }],
    ['caChanged', { caOrderId: 'x', status: 'ENROLLED', control: null, certificates: [null] }],
    ['recordVisible', undefined],
    ['recordVisible', 'x'],
    ['recordVisible', {}],
  ]
  for (const [index, [name, payload]] of JUNK.entries()) {
    test(`${name} as junk ${index} is ignored, with an event`, async () => {
      const order = await time.begin()
      await order.signal(name, ...(payload === undefined ? [] : [payload]))
      await order.until(() => order.events().includes('command.ignored'))
      await answered(order)
      assert.equal(order.view().state, 'awaiting-configuration')
    })
  }

  for (const [index, [name, payload]] of JUNK.entries()) {
    if (!COMMAND_NAMES.some((command) => command === name)) continue
    test(`${name} as junk ${index} is turned away where it comes as an Update`, async () => {
      const order = await time.begin()
      await assert.rejects(order.handle.executeUpdate(name, { args: [payload] }), {
        name: 'WorkflowUpdateFailedError',
      })
      await answered(order)
    })
  }

  test('the button that cancels any workflow cancels the order, not only its workflow', async () => {
    const order = await time.begin()
    await order.configure()
    await order.handle.cancel()
    await time.untilOver(order)
    assert.equal(order.script.callsOf('cancelCaOrder').length, 1)
    assert.equal(order.view().state, 'cancelled')
  })

  test('the button that cancels any workflow does not end an order that can no longer be cancelled', async () => {
    const order = await time.begin()
    await order.issue()
    await order.handle.cancel()
    await order.until(() => order.events().includes('command.refused'))
    await answered(order)
    assert.equal(order.view().state, 'issued')
  })
})

describe('an order that is over', () => {
  test('answers what came in while it ended, and then nothing any more', async () => {
    const order = await time.begin({}, (script) => script.always('placeCaOrder', away()))
    await order.configure()
    const [cancelled, ...others] = await Promise.all([
      order.send('cancel', {}),
      ...[1, 2, 3].map(() => order.send('paymentReceived', PAID).catch(() => ({ state: 'turned away' }))),
    ])
    assert.deepEqual(cancelled, { state: 'done' })
    assert.equal(others.length, 3)
    await time.untilOver(order)
    await assert.rejects(order.send('paymentReceived', PAID), { name: 'WorkflowNotFoundError' })
  })
})

describe('what is written down', () => {
  test('the order tells the same itself', async () => {
    const order = await time.begin()
    await order.configure()
    assert.deepEqual(await order.ask(), order.view())
  })

  test('is written outside the history, or by a lasting activity while PostgreSQL is away', async () => {
    const order = await time.begin({}, (script) => {
      script.failingRecords = 1
    })
    await order.until(() => true)
    assert.deepEqual(
      order.script.progress.map(({ sequence, isLocal }) => [sequence, isLocal]),
      [[1, false]],
    )
    await order.configure()
    assert.deepEqual(
      order.script.progress.map(({ sequence, isLocal }) => [sequence, isLocal]),
      [
        [1, false],
        [2, true],
        [3, true],
      ],
    )
  })

  test('goes before the answer, so that whoever was answered reads what was done', async () => {
    const order = await time.begin({ setup: 'on-payment' })
    order.script.failingRecords = 3
    await order.until(() => true)
    const paid = order.send('paymentReceived', PAID)
    await time.skip(60_000)
    await paid
    assert.equal(order.view().state, 'awaiting-configuration')
  })

  test('holds each sequence once, over all runs', async () => {
    const order = await time.begin()
    await order.issue()
    await order.send('paymentReceived', PAID)
    await time.skip(400 * DAY_MS)
    const sequences = order.script.progress.map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      [...sequences.keys()].map((index) => index + 1),
    )
  })
})
