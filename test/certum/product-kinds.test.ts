import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  certificateName,
  productFamily,
  renewalCodeOf,
  yearsOf,
} from '../../activities/ca/certum/product-kinds.ts'
import { PRODUCTS } from '../../sandbox/core/catalogue.ts'

/** Codes as they have been seen, under names that say nothing. */
const CODES: readonly [code: string, told: string][] = [
  ['601', 'issue ssl DV'],
  ['602', 'issue ssl DV'],
  ['606', 'renew ssl DV'],
  ['741', 'issue ssl-wildcard DV'],
  ['931', 'issue ssl-multi DV'],
  ['936', 'renew ssl-multi DV'],
  ['651', 'issue ssl-multi DV 4'],
  ['661', 'issue ssl-multi DV 6'],
  ['671', 'issue ssl-multi DV 10'],
  ['631', 'issue ssl OV'],
  ['681', 'issue ssl-wildcard OV'],
  ['921', 'issue ssl-multi OV'],
  ['971', 'issue ssl-multi OV'],
  ['751', 'issue ssl-multi OV 4'],
  ['641', 'issue ssl EV'],
  ['646', 'renew ssl EV'],
  ['981', 'issue ssl-multi EV'],
  ['881', 'issue ssl-multi EV 10'],
  ['691', 'issue ssl DV'],
  ['261', 'issue ssl DV'],
  ['271', 'issue ssl-wildcard DV'],
  ['211', 'issue ssl-multi DV 4'],
  ['731', 'issue smime MV'],
  ['721', 'issue smime SV'],
  ['711', 'issue smime IV'],
  ['821', 'issue code-signing IV'],
  ['841', 'issue code-signing OV'],
  ['851', 'issue code-signing OV'],
  ['696', 'renew ssl DV'],
  ['111', 'issue null null'],
  ['116', 'issue null null'],
  ['518', 'issue null null'],
  ['60', 'issue null null'],
  ['6011', 'issue null null'],
  ['60a', 'issue null null'],
]

/** Names of products whose codes are not known. */
const NAMES: readonly [name: string, told: string][] = [
  ['Commercial SSL', 'ssl DV'],
  ['Certum Commercial WildCard TLS', 'ssl-wildcard DV'],
  ['Commercial SSL MultiDomain Wildcard', 'ssl-multi-wildcard DV'],
  ['TRUSTED MULTI-DOMAIN SSL', 'ssl-multi OV'],
  ['Trusted SSL', 'ssl OV'],
  ['Premium SSL', 'ssl EV'],
  ['SSL OV', 'ssl OV'],
  ['SpaceSSL', 'ssl DV'],
  ['SSL', 'ssl null'],
  ['S/MIME Mailbox', 'smime MV'],
  ['E-mail Individual', 'smime IV'],
  ['SMIME Sponsor', 'smime SV'],
  ['S/MIME Organisation', 'smime OV'],
  ['S/MIME', 'smime null'],
  ['Standard Code Signing', 'code-signing OV'],
  ['Open Source Code Signing', 'code-signing IV'],
  ['EV Code-Signing in the Cloud', 'code-signing EV'],
  ['Document Signing', 'null null'],
  ['Level 3', 'null null'],
  ['', 'null null'],
]

describe('what a product is', () => {
  for (const [code, told] of CODES)
    test(`is told by the code ${code}`, () => {
      const { purpose, kind, validation, mostNames } = productFamily(code, 'Nothing to be read')
      assert.equal([purpose, kind ?? 'null', validation ?? 'null', mostNames ?? ''].join(' ').trim(), told)
    })

  for (const [name, told] of NAMES)
    test(`is told by the name ${JSON.stringify(name)}`, () => {
      const { kind, validation } = productFamily('111', name)
      assert.equal(`${kind} ${validation}`, told)
    })

  test('is told by the code before the name, but of 96, which has been both, by the name', () => {
    assert.equal(productFamily('601', 'Trusted Wildcard SSL').kind, 'ssl')
    assert.equal(
      productFamily('961', 'Commercial SSL Multidomain Wildcard (1 Year)').kind,
      'ssl-multi-wildcard',
    )
    assert.equal(productFamily('961', 'Commercial MultiDomain').kind, 'ssl-multi')
    assert.equal(productFamily('961', 'Nothing').kind, 'ssl-multi')
  })

  test('is told of everything that the sandbox sells', () => {
    for (const product of PRODUCTS) {
      const { purpose, kind, validation } = productFamily(product.code, product.type)
      assert.deepEqual(
        { code: product.code, purpose, kind, validation },
        { code: product.code, purpose: product.purpose, kind: product.kind, validation: product.validation },
      )
      if (purpose === 'renew') continue
      const renewal = PRODUCTS.find(({ code }) => code === renewalCodeOf(product.code))
      assert.equal(renewal?.purpose, 'renew')
      assert.equal(renewal.kind, kind)
    }
  })

  test('is a renewal by its last digit where its code is known, unless its name says otherwise', () => {
    assert.equal(productFamily('119', 'Trusted SSL (1 Year) Renewal').purpose, 'renew')
    assert.equal(productFamily('118', 'Trusted SSL (3 Years) Issue').purpose, 'issue')
    assert.equal(productFamily('638', 'Trusted SSL').purpose, 'renew')
    assert.equal(productFamily('118', 'Trusted SSL').purpose, 'issue')
    assert.deepEqual(['601', '602', '603', '604', '606', '60'].map(renewalCodeOf), [
      '606',
      '607',
      '608',
      null,
      null,
      null,
    ])
    assert.deepEqual(['601', '603', '607', '605', '600', 'x'].map(yearsOf), [1, 3, 2, null, null, null])
  })

  test('is called by the certificate’s name, and by its term where that is not a year', () => {
    const names = [
      'Commercial SSL (1 Year) Issue',
      'Trusted SSL ( 1 rok )',
      'Code Signing (2 Years) Renewal',
      'Issue',
    ]
    assert.deepEqual(names.map(certificateName), [
      'Commercial SSL',
      'Trusted SSL',
      'Code Signing (2 Years)',
      'Issue',
    ])
  })
})
