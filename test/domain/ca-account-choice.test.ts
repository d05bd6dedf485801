import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type AccountFacts, chooseAccount } from '../../domain/ca-account-choice.ts'
import { CA_MODES } from '../../domain/product.ts'

const euros = (amount: number) => ({ amount, currency: 'EUR' })

function account(id: string, facts: Partial<AccountFacts> = {}): AccountFacts {
  return {
    id,
    kind: 'certum',
    mode: 'production',
    enabled: true,
    minimalBalance: null,
    balance: null,
    ...facts,
  }
}

const NO_WISH = { caAccountId: null, mode: null }
const BY_HAND = account('m', { kind: 'manual' })
const LOW = { minimalBalance: euros(100), balance: euros(99) }

describe('the account of a new order', () => {
  for (const [what, accounts, wish, expected] of [
    ['the preferred one', [account('a'), account('b')], NO_WISH, 'a'],
    ['the preferred one that is on', [account('a', { enabled: false }), account('b')], NO_WISH, 'b'],
    ['the product’s own', [account('a'), account('b')], { ...NO_WISH, caAccountId: 'b' }, 'b'],
    ['the manual one that the product names', [account('a'), BY_HAND], { ...NO_WISH, caAccountId: 'm' }, 'm'],
    ['no manual one that nobody named', [BY_HAND, account('a')], NO_WISH, 'a'],
    [
      'none where the manual one that is named is off',
      [account('a'), { ...BY_HAND, enabled: false }],
      { ...NO_WISH, caAccountId: 'm' },
      undefined,
    ],
    ['none where there are manual ones only', [BY_HAND], NO_WISH, undefined],
    [
      'the product’s own, of whatever mode',
      [account('a'), account('b', { mode: 'test' })],
      { caAccountId: 'b', mode: 'production' },
      'b',
    ],
    [
      'the preferred one of the product’s mode',
      [account('a'), account('b', { mode: 'test' }), account('c', { mode: 'test' })],
      { ...NO_WISH, mode: 'test' },
      'b',
    ],
    ['none where the mode has none', [account('a')], { ...NO_WISH, mode: 'test' }, undefined],
    [
      'the next of the same mode where the own is off',
      [account('a', { mode: 'test' }), account('b'), account('c', { enabled: false })],
      { ...NO_WISH, caAccountId: 'c' },
      'b',
    ],
    ['the next where the balance is low', [account('a', LOW), account('b')], NO_WISH, 'b'],
    ['the first where every balance is low', [account('a', LOW), account('b', LOW)], NO_WISH, 'a'],
    [
      'one whose balance is just enough',
      [account('a', { ...LOW, balance: euros(100) }), account('b')],
      NO_WISH,
      'a',
    ],
    [
      'one without a balance, whatever its minimum',
      [account('a', { ...LOW, balance: null }), account('b')],
      NO_WISH,
      'a',
    ],
    [
      'never another mode for want of money',
      [account('a', LOW), account('b', { mode: 'sandbox' })],
      NO_WISH,
      'a',
    ],
    ['none where there is none', [], NO_WISH, undefined],
  ] as const)
    test(`is ${what}`, () => assert.equal(chooseAccount(accounts, wish)?.id, expected))

  test('is always one that is on, and of the mode that was wished for', () => {
    const accounts = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-f]$/),
        mode: fc.constantFrom(...CA_MODES),
        enabled: fc.boolean(),
        kind: fc.constant('certum' as const),
        minimalBalance: fc.constantFrom(null, euros(100)),
        balance: fc.constantFrom(null, euros(99), euros(101)),
      }),
      { selector: ({ id }) => id },
    )
    fc.assert(
      fc.property(accounts, fc.constantFrom(null, ...CA_MODES), (all, mode) => {
        const found = chooseAccount(all, { caAccountId: null, mode })
        const possible = all.filter((each) => each.enabled && (mode === null || each.mode === mode))
        if (found === null) return assert.deepEqual(possible, [])
        assert.ok(possible.includes(found))
      }),
    )
  })
})
