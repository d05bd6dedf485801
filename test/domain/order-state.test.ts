import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  FINAL_STATES,
  firstState,
  isFinal,
  mayFollow,
  ORDER_STATES,
  type OrderStateName,
  SETUP_RULES,
  type SetupRule,
  TRANSITIONS,
} from '../../domain/order-state.ts'

/** What may follow what, drawn anew: rows are where an order is, columns, in the order of the states, where it may go. */
const MAP: Record<OrderStateName, string> = {
  //                         pay acc cfg ver iss rev exp can rej end
  'awaiting-payment': '       -   -   x   -   -   -   -   x   -   -',
  'awaiting-acceptance': '    -   -   x   -   -   -   -   x   -   -',
  'awaiting-configuration': ' x   -   -   x   -   -   -   x   -   -',
  verifying: '                -   -   x   -   x   -   -   x   x   -',
  issued: '                   -   -   -   -   -   x   x   -   -   x',
  revoked: '                  -   -   -   -   x   -   -   -   -   x',
  expired: '                  -   -   -   -   x   -   -   -   -   x',
  cancelled: '                -   -   -   -   -   -   -   -   -   -',
  rejected: '                 -   -   -   x   -   -   -   x   -   x',
  ended: '                    -   -   -   -   -   -   -   -   -   -',
}

/** Every state that can be come to from `from`, however long it takes. */
function reachable(from: OrderStateName): Set<OrderStateName> {
  const seen = new Set<OrderStateName>()
  const open: OrderStateName[] = [from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const next = TRANSITIONS[state].filter((to) => !seen.has(to))
    for (const to of next) seen.add(to)
    open.push(...next)
  }
  return seen
}

describe('an order’s states', () => {
  for (const from of ORDER_STATES) {
    const marks = MAP[from].trim().split(/\s+/)
    test(`what follows ${from}`, () => {
      assert.equal(marks.length, ORDER_STATES.length)
      for (const [column, to] of ORDER_STATES.entries())
        assert.equal(mayFollow(from, to), marks[column] === 'x', `${from} → ${to}`)
    })
  }

  test('every state that is not final leads to a final one', () => {
    for (const state of ORDER_STATES.filter((each) => !isFinal(each)))
      assert.ok([...reachable(state)].some(isFinal), state)
  })

  test('nothing follows a final state', () => {
    assert.deepEqual(ORDER_STATES.filter(isFinal), [...FINAL_STATES])
    for (const state of FINAL_STATES) assert.deepEqual([...reachable(state)], [], state)
  })

  test('no state follows itself at once', () => {
    for (const state of ORDER_STATES) assert.equal(mayFollow(state, state), false, state)
  })

  test('a certificate comes only after verification, and every state can be come to', () => {
    const first = new Set(SETUP_RULES.map(firstState))
    const later = new Set([...first].flatMap((state) => [...reachable(state)]))
    assert.deepEqual(
      ORDER_STATES.filter((state) => !first.has(state) && !later.has(state)),
      [],
    )
    const beforeIssue = ORDER_STATES.filter((state) => mayFollow(state, 'issued'))
    assert.deepEqual(beforeIssue, ['verifying', 'revoked', 'expired'])
  })
})

describe('the state an order begins in', () => {
  const cases: Record<SetupRule, OrderStateName> = {
    now: 'awaiting-configuration',
    'on-payment': 'awaiting-payment',
    'on-acceptance': 'awaiting-acceptance',
    manual: 'awaiting-acceptance',
  }
  for (const setup of SETUP_RULES) {
    test(`${setup}: ${cases[setup]}`, () => assert.equal(firstState(setup), cases[setup]))
  }
})
