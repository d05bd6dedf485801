import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ACTIONS, type Action, actionsFor, isPossible, type OrderFacts, ROLES } from '../../domain/actions.ts'
import { FINAL_STATES, isFinal, ORDER_STATES, type OrderStateName } from '../../domain/order-state.ts'
import { isTls, PRODUCT_KINDS } from '../../domain/product.ts'
import { ALL_ORDERS, anyOrder, plainOrder } from './any-order.ts'

function order(state: OrderStateName, facts: Partial<OrderFacts> = {}): OrderFacts {
  return { ...plainOrder(state), ...facts }
}

const PROVING: Partial<OrderFacts> = {
  activity: { kind: 'ordering', step: 'verifying' },
  caOrderPlaced: true,
}
const CANCELLING: Partial<OrderFacts> = { activity: { kind: 'cancelling', step: 'ordering' } }

function inOrder(actions: readonly Action[]): Action[] {
  return ACTIONS.filter((action) => actions.includes(action))
}

/** What may be asked of every order that is not over, by who looks after it. */
function usual({ state, activity }: OrderFacts, role: (typeof ROLES)[number]): Action[] {
  if (role === 'operator') return []
  if (role === 'client') return ['renewal']
  // While it is on its way to the CA nothing is to be configured.
  const isOpen = activity === null || (activity.kind === 'ordering' && activity.step === 'awaiting-payment')
  const mail = state === 'awaiting-configuration' && isOpen ? (['configuration-email'] as const) : []
  const end = activity?.kind === 'cancelling' ? [] : (['terminate'] as const)
  return [...mail, 'renewal', 'suspend', ...end]
}

/** What a certificate may be asked for, once there is one. */
const OF_A_CERTIFICATE = [
  'renewal-csr',
  'reissue',
  'renew',
  'revoke',
  'properties',
  'send',
  'synchronize',
] as const

describe('what each role may ask for', () => {
  const cases: [string, OrderFacts, Record<(typeof ROLES)[number], Action[]>][] = [
    [
      'an order that waits for money',
      order('awaiting-payment'),
      {
        client: [],
        admin: ['payment', 'cancel'],
        billing: ['payment', 'cancel'],
        operator: ['cancel'],
      },
    ],
    [
      'an order that waits to be accepted',
      order('awaiting-acceptance'),
      {
        client: [],
        admin: ['payment', 'acceptance', 'cancel'],
        billing: ['payment', 'acceptance', 'cancel'],
        operator: ['acceptance', 'cancel'],
      },
    ],
    [
      'an order that waits for its configuration',
      order('awaiting-configuration'),
      {
        client: ['configuration'],
        admin: ['payment', 'configuration', 'cancel'],
        billing: ['payment', 'configuration', 'cancel'],
        operator: ['cancel'],
      },
    ],
    [
      'a configuration that is on its way to the CA',
      order('awaiting-configuration', { activity: { kind: 'ordering', step: 'ordering' } }),
      { client: [], admin: ['payment', 'cancel'], billing: ['payment', 'cancel'], operator: ['cancel'] },
    ],
    [
      'names that are to be proven',
      order('verifying', PROVING),
      {
        client: ['configuration', 'verification', 'verification/check', 'synchronize'],
        admin: ['payment', 'configuration', 'verification', 'verification/check', 'synchronize', 'cancel'],
        billing: ['payment', 'configuration', 'verification', 'verification/check', 'synchronize', 'cancel'],
        operator: ['verification/check', 'synchronize', 'cancel'],
      },
    ],
    [
      'a mailbox that is to be proven',
      order('verifying', { ...PROVING, productKind: 'smime' }),
      {
        client: ['configuration', 'verification', 'verification/check', 'synchronize'],
        admin: ['payment', 'configuration', 'verification', 'verification/check', 'synchronize', 'cancel'],
        billing: ['payment', 'configuration', 'verification', 'verification/check', 'synchronize', 'cancel'],
        operator: ['verification/check', 'synchronize', 'cancel'],
      },
    ],
    [
      'an organization that is to be proven by documents',
      order('verifying', {
        activity: { kind: 'ordering', step: 'awaiting-documents' },
        caOrderPlaced: true,
        takesDocuments: true,
      }),
      {
        client: ['configuration', 'documents', 'synchronize'],
        admin: ['payment', 'configuration', 'documents', 'synchronize', 'cancel'],
        billing: ['payment', 'configuration', 'documents', 'synchronize', 'cancel'],
        operator: ['synchronize', 'cancel'],
      },
    ],
    [
      'names that wait for their invoice to be paid',
      order('awaiting-configuration', { activity: { kind: 'ordering', step: 'awaiting-payment' } }),
      {
        client: ['configuration'],
        admin: ['payment', 'configuration', 'cancel'],
        billing: ['payment', 'configuration', 'cancel'],
        operator: ['cancel'],
      },
    ],
    [
      'an order that is being cancelled at the CA',
      order('verifying', { ...CANCELLING, caOrderPlaced: true }),
      {
        client: ['synchronize'],
        admin: ['payment', 'synchronize'],
        billing: ['payment', 'synchronize'],
        operator: ['synchronize'],
      },
    ],
    [
      'a certificate',
      order('issued', { caOrderPlaced: true }),
      {
        client: [...OF_A_CERTIFICATE],
        admin: ['payment', ...OF_A_CERTIFICATE],
        billing: ['payment', ...OF_A_CERTIFICATE],
        operator: ['revoke', 'synchronize'],
      },
    ],
    [
      'a certificate that is paid for again and again',
      order('issued', { caOrderPlaced: true, cancellation: 'not-asked' }),
      {
        client: [...OF_A_CERTIFICATE.filter((action) => action !== 'renew'), 'cancellation-request'],
        admin: ['payment', 'cancellation-request', ...OF_A_CERTIFICATE],
        billing: ['payment', 'cancellation-request', ...OF_A_CERTIFICATE],
        operator: ['revoke', 'synchronize'],
      },
    ],
    [
      'a reissue that waits for its proof',
      order('issued', { caOrderPlaced: true, activity: { kind: 'reissuing', step: 'verifying' } }),
      {
        client: [
          'verification',
          'verification/check',
          'renewal-csr',
          'revoke',
          'properties',
          'send',
          'synchronize',
        ],
        admin: [
          'payment',
          'verification',
          'verification/check',
          'renewal-csr',
          'revoke',
          'properties',
          'send',
          'synchronize',
        ],
        billing: [
          'payment',
          'verification',
          'verification/check',
          'renewal-csr',
          'revoke',
          'properties',
          'send',
          'synchronize',
        ],
        operator: ['verification/check', 'revoke', 'synchronize'],
      },
    ],
  ]
  for (const [what, facts, expected] of cases) {
    for (const role of ROLES) {
      test(`${what}, ${role}`, () =>
        assert.deepEqual(actionsFor(facts, role), inOrder([...expected[role], ...usual(facts, role)])))
    }
  }
})

describe('what may be done at all', () => {
  const isOrdering = (facts: OrderFacts, ...steps: string[]): boolean =>
    facts.activity?.kind === 'ordering' && steps.includes(facts.activity.step)

  const isIssuingAt = ({ state, activity }: OrderFacts, ...steps: string[]): boolean => {
    if (activity === null || !steps.includes(activity.step)) return false
    if (activity.kind === 'ordering') return state === 'verifying'
    const isAgain = ['reissuing', 'renewing', 'repeating'].includes(activity.kind)
    return isAgain && ['verifying', 'issued', 'revoked', 'expired'].includes(state)
  }

  test('configuring: once, or as a repair while the CA waits for us, and while an invoice is open', () => {
    for (const facts of ALL_ORDERS) {
      const isFirst =
        facts.state === 'awaiting-configuration' &&
        (facts.activity === null || isOrdering(facts, 'awaiting-payment'))
      const isRepair =
        facts.state === 'verifying' &&
        facts.caOrderPlaced &&
        isOrdering(facts, 'verifying', 'awaiting-documents', 'awaiting-payment')
      const expected = !facts.suspended && (isFirst || isRepair)
      assert.equal(isPossible(facts, 'configuration'), expected, JSON.stringify(facts))
    }
  })

  test('documents: only where they prove something, and only until the CA issues', () => {
    for (const facts of ALL_ORDERS) {
      const isOpen = isIssuingAt(facts, 'verifying', 'awaiting-documents')
      const expected = isOpen && facts.caOrderPlaced && facts.takesDocuments && !facts.suspended
      assert.equal(isPossible(facts, 'documents'), expected, JSON.stringify(facts))
    }
  })

  test('entering a certificate: at a CA without an API only, while the admin is waited for', () => {
    for (const facts of ALL_ORDERS) {
      const isOpen =
        facts.isManualCa && facts.caOrderPlaced && !facts.suspended && isIssuingAt(facts, 'verifying')
      assert.equal(isPossible(facts, 'certificates'), isOpen, JSON.stringify(facts))
    }
  })

  test('proving: names and mailboxes, only while the CA waits for it', () => {
    for (const facts of ALL_ORDERS) {
      const isOpen =
        isIssuingAt(facts, 'verifying') &&
        facts.caOrderPlaced &&
        !facts.suspended &&
        !facts.isManualCa &&
        (isTls(facts.productKind) || facts.productKind === 'smime')
      assert.equal(isPossible(facts, 'verification'), isOpen, JSON.stringify(facts))
      assert.equal(isPossible(facts, 'verification/check'), isOpen, JSON.stringify(facts))
    }
  })

  test('cancelling: before there is a certificate, and not twice', () => {
    const open = ORDER_STATES.filter((state) => isPossible(order(state), 'cancel'))
    assert.deepEqual(open, ['awaiting-payment', 'awaiting-acceptance', 'awaiting-configuration', 'verifying'])
    for (const state of open) assert.equal(isPossible(order(state, CANCELLING), 'cancel'), false, state)
  })

  test('reading the CA again: wherever the CA has the order', () => {
    for (const state of ORDER_STATES) {
      assert.equal(isPossible(order(state), 'synchronize'), false, state)
      assert.equal(isPossible(order(state, { caOrderPlaced: true }), 'synchronize'), !isFinal(state), state)
    }
  })
})

describe('whatever the order', () => {
  test('nobody is offered what is not possible', () => {
    fc.assert(
      fc.property(anyOrder, fc.constantFrom(...ROLES), (facts, role) => {
        for (const action of actionsFor(facts, role)) assert.ok(isPossible(facts, action), action)
      }),
    )
  })

  test('what is possible is offered to somebody', () => {
    for (const facts of ALL_ORDERS)
      for (const action of ACTIONS.filter((each) => isPossible(facts, each)))
        assert.ok(
          ROLES.some((role) => actionsFor(facts, role).includes(action)),
          action,
        )
  })

  test('nothing is possible once it is over, but to send what was issued', () => {
    const over = ALL_ORDERS.filter(({ state }) => FINAL_STATES.some((final) => final === state))
    for (const facts of over)
      assert.deepEqual(
        ACTIONS.filter((action) => isPossible(facts, action) && action !== 'send'),
        [],
      )
  })

  test('a client can do no more than a billing system, and neither pays nor cancels', () => {
    for (const facts of ALL_ORDERS) {
      const client = actionsFor(facts, 'client')
      const billing = actionsFor(facts, 'billing')
      assert.ok(client.every((action) => billing.includes(action)))
      assert.ok(!client.includes('payment') && !client.includes('cancel'))
      assert.deepEqual(actionsFor(facts, 'admin'), billing)
    }
  })

  test('actions come in their own order, none twice, for every kind of product', () => {
    for (const productKind of PRODUCT_KINDS) {
      const offered = actionsFor(order('verifying', { ...PROVING, productKind }), 'admin')
      assert.deepEqual(
        offered,
        ACTIONS.filter((action) => offered.includes(action)),
      )
    }
  })
})
