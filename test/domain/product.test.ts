import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  CONTROL_METHODS,
  isTls,
  methodsFor,
  PRODUCT_KINDS,
  type ProductKind,
  wildcardRule,
} from '../../domain/product.ts'
import { endsAt, OPEN_AFTER_TERM_DAYS } from '../../domain/term-end.ts'

const DAY_MS = 86_400_000

describe('how control may be proven', () => {
  const withoutFile = CONTROL_METHODS.filter((method) => method !== 'FILE')
  for (const [what, names, expected] of [
    ['plain names leave all', ['example.com', 'www.example.com'], CONTROL_METHODS],
    ['a wildcard is not proven by a file', ['*.example.com'], withoutFile],
    ['one wildcard among others is enough', ['example.com', '*.example.com'], withoutFile],
    ['no names leave all', [], CONTROL_METHODS],
    ['an address is proven by a file only', ['192.0.2.1', 'example.com'], ['FILE']],
    ['so is one of version 6', ['2001:db8::1'], ['FILE']],
    ['nothing proves an address and a wildcard at once', ['192.0.2.1', '*.example.com'], []],
    ['digits alone are no address', ['1.2.3', '4.example.com'], CONTROL_METHODS],
  ] as const) {
    test(what, () => assert.deepEqual(methodsFor(names, CONTROL_METHODS), expected))
  }

  test('a product that knows only files leaves nothing for a wildcard', () => {
    assert.deepEqual(methodsFor(['*.example.com'], ['FILE']), [])
  })

  test('nothing is added to what the product knows', () => {
    const methods = fc.uniqueArray(fc.constantFrom(...CONTROL_METHODS))
    const names = fc.array(fc.constantFrom('example.com', '*.example.com', 'a.example.com'))
    fc.assert(
      fc.property(names, methods, (of, known) =>
        assert.ok(methodsFor(of, known).every((method) => known.includes(method))),
      ),
    )
  })
})

describe('what each kind of product is', () => {
  const cases: Record<ProductKind, { wildcard: string; isTls: boolean }> = {
    ssl: { wildcard: 'forbidden', isTls: true },
    'ssl-multi': { wildcard: 'forbidden', isTls: true },
    'ssl-wildcard': { wildcard: 'one-required', isTls: true },
    'ssl-multi-wildcard': { wildcard: 'allowed', isTls: true },
    smime: { wildcard: 'forbidden', isTls: false },
    'code-signing': { wildcard: 'forbidden', isTls: false },
  }
  for (const kind of PRODUCT_KINDS) {
    test(`${kind}: wildcards ${cases[kind].wildcard}`, () => {
      assert.equal(wildcardRule(kind), cases[kind].wildcard)
      assert.equal(isTls(kind), cases[kind].isTls)
    })
  }
})

describe('when an order without a valid certificate is over', () => {
  const since = '2026-01-01T00:00:00.000Z'
  for (const [what, paidUntil, productValidUntil, expected] of [
    ['paid longer than the product', '2027-06-01', '2027-01-01T00:00:00Z', '2027-07-01T00:00:00.000Z'],
    ['the product longer than paid', '2027-01-01', '2027-06-01T12:30:00Z', '2027-07-01T12:30:00.000Z'],
    ['paid only', '2027-02-28', null, '2027-03-30T00:00:00.000Z'],
    ['the product only', null, '2028-02-01T00:00:00Z', '2028-03-02T00:00:00.000Z'],
    ['neither', null, null, '2026-01-31T00:00:00.000Z'],
    ['paid until before it began', '2025-01-01', null, '2025-01-31T00:00:00.000Z'],
    ['in another zone', null, '2027-01-01T00:00:00+02:00', '2027-01-30T22:00:00.000Z'],
  ] as const) {
    test(what, () => assert.equal(endsAt({ paidUntil, productValidUntil, since }), expected))
  }

  test('never before anything that was promised is over', () => {
    const instant = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
    fc.assert(
      fc.property(fc.option(instant), fc.option(instant), instant, (paidUntil, productValidUntil, begun) => {
        const end = Date.parse(endsAt({ paidUntil, productValidUntil, since: begun }))
        for (const promised of [paidUntil, productValidUntil].filter((each) => each !== null))
          assert.ok(end >= Date.parse(promised) + OPEN_AFTER_TERM_DAYS * DAY_MS)
      }),
    )
  })
})
