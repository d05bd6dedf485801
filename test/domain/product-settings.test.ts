import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { CA_MODES, CONTROL_METHODS, PRODUCT_KINDS, VALIDATIONS } from '../../domain/product.ts'
import { type ProductFlags, productFlags } from '../../domain/product-flags.ts'
import { methodsOfKind, namesOfKind, validationsOfKind } from '../../domain/product-presets.ts'
import {
  ADDITIONAL_NAMES_MODES,
  type ProductSettings,
  productSettings,
  soldNames,
} from '../../domain/product-settings.ts'

const MANY = { included: 2, max: 100, step: 1 }
const additionalNames = (mode: ProductSettings['additionalNames']['mode'], limit = 10) =>
  productSettings('ssl-multi', { additionalNames: { mode, limit } })

const kind = fc.constantFrom(...PRODUCT_KINDS)
const chosen: fc.Arbitrary<Partial<ProductSettings>> = fc.record(
  {
    additionalNames: fc.record({
      mode: fc.constantFrom(...ADDITIONAL_NAMES_MODES),
      limit: fc.integer({ min: 1, max: 999 }),
    }),
    wildcard: fc.boolean(),
    mode: fc.constantFrom(null, ...CA_MODES),
    defaultMethod: fc.constantFrom(null, ...CONTROL_METHODS),
    minRsaBits: fc.constantFrom(2048, 3072, 4096),
    idnAllowed: fc.boolean(),
    wwwTogether: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('the settings of a product', () => {
  test('take ten additional names until an admin says otherwise, and those of the CA where all are allowed', () => {
    assert.deepEqual(productSettings('ssl-multi', {}).additionalNames, { mode: 'limit', limit: 10 })
    assert.equal(soldNames('ssl-multi', MANY, productSettings('ssl-multi', {})).max, 11)
    assert.equal(soldNames('ssl-multi', MANY, additionalNames('limit', 3)).max, 4)
    assert.equal(soldNames('ssl-multi', { ...MANY, max: 3 }, additionalNames('limit', 30)).max, 3)
    assert.equal(soldNames('ssl-multi', MANY, additionalNames('ca-maximum')).max, 100)
    assert.deepEqual(soldNames('ssl-multi', MANY, additionalNames('off')), { included: 1, max: 1, step: 1 })
  })

  test('let a single name have its www, or not', () => {
    const names = namesOfKind('ssl')
    assert.deepEqual(soldNames('ssl', names, productSettings('ssl', {})), { included: 2, max: 2, step: 1 })
    const alone = productSettings('ssl', { wwwTogether: false })
    assert.deepEqual(soldNames('ssl', names, alone), { included: 1, max: 1, step: 1 })
  })

  test('never go beyond what the kind and the CA take', () => {
    fc.assert(
      fc.property(kind, chosen, fc.integer({ min: 0, max: 100 }), (of, choice, max) => {
        const settings = productSettings(of, choice)
        const sold = soldNames(of, { included: Math.min(2, max), max, step: 1 }, settings)
        assert.ok(sold.max <= max && sold.included <= sold.max)
        assert.equal(settings.wildcard && !/wildcard/.test(of), false)
        assert.equal(settings.wwwTogether && of !== 'ssl', false)
        assert.ok(settings.minRsaBits >= (of === 'code-signing' ? 3072 : 2048))
        // What is in force is itself a choice that stays as it is.
        assert.deepEqual(productSettings(of, settings), settings)
      }),
    )
  })

  test('a product that must hold a wildcard holds one whatever was chosen', () => {
    assert.equal(productSettings('ssl-wildcard', { wildcard: false }).wildcard, true)
    assert.equal(productSettings('ssl-multi-wildcard', { wildcard: false }).wildcard, false)
    assert.equal(productSettings('ssl-multi-wildcard', {}).wildcard, true)
  })

  test('of a product that nobody knows switch nothing on', () => {
    const { wildcard, idnAllowed, wwwTogether, additionalNames: names } = productSettings(null, {})
    assert.deepEqual([wildcard, idnAllowed, wwwTogether, names.mode], [false, false, false, 'off'])
  })
})

describe('what comes with a kind', () => {
  test('names and methods are those of TLS alone', () => {
    assert.deepEqual(namesOfKind('ssl-multi'), MANY)
    assert.deepEqual(namesOfKind('ssl-multi', 4), { included: 2, max: 4, step: 1 })
    for (const each of ['smime', 'code-signing', null] as const) {
      assert.deepEqual(namesOfKind(each), { included: 0, max: 0, step: 1 })
      assert.deepEqual(methodsOfKind(each), [])
    }
    assert.deepEqual(methodsOfKind('ssl-wildcard'), CONTROL_METHODS)
  })

  test('every kind is validated somehow, and a mailbox in S/MIME only', () => {
    for (const each of PRODUCT_KINDS) {
      const validations = validationsOfKind(each)
      assert.ok(validations.length > 0 && validations.every((one) => VALIDATIONS.includes(one)))
      assert.equal(validations.includes('MV'), each === 'smime')
    }
  })
})

describe('the flags of a template', () => {
  const NONE: ProductFlags = {
    multipleSubdomains: false,
    organizationInformation: false,
    extendedValidation: false,
    csr2048: true,
    idn: true,
    wwwAndBare: false,
    multipleNames: false,
  }
  const OF_NO_NAMES = { ...NONE, idn: false }

  for (const [of, validation, expected] of [
    ['ssl', 'DV', { ...NONE, wwwAndBare: true }],
    ['ssl', 'OV', { ...NONE, wwwAndBare: true, organizationInformation: true }],
    ['ssl-wildcard', 'DV', { ...NONE, multipleSubdomains: true }],
    [
      'ssl-multi',
      'EV',
      { ...NONE, multipleNames: true, organizationInformation: true, extendedValidation: true },
    ],
    ['ssl-multi-wildcard', 'DV', { ...NONE, multipleNames: true, multipleSubdomains: true }],
    ['smime', 'MV', OF_NO_NAMES],
    ['smime', 'SV', { ...OF_NO_NAMES, organizationInformation: true }],
    ['code-signing', 'IV', OF_NO_NAMES],
    ['code-signing', 'OV', { ...OF_NO_NAMES, organizationInformation: true }],
  ] as const)
    test(`follow from ${of} ${validation}`, () => {
      assert.deepEqual(productFlags({ kind: of, validation }, productSettings(of, {})), expected)
    })

  test('follow the settings', () => {
    const product = { kind: 'ssl-multi-wildcard', validation: 'DV' } as const
    const off = { wildcard: false, idnAllowed: false, additionalNames: { mode: 'off', limit: 1 } } as const
    assert.deepEqual(productFlags(product, productSettings(product.kind, off)), OF_NO_NAMES)
  })
})
