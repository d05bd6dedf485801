import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CertloomError } from '../../domain/errors.ts'
import { seedCaAccount } from '../../store/queries/ca-accounts.ts'
import type { ProductFacts } from '../../store/queries/product-facts.ts'
import { importCatalogue } from '../../store/queries/product-import.ts'
import {
  addProduct,
  editProduct,
  isKnown,
  productByCode,
  snapshotOf,
  upsertProducts,
} from '../../store/queries/products.ts'
import { rows, sql } from '../../store/sql.ts'
import { PRODUCT, withInstallation } from './installation.ts'

const here = withInstallation()

const FACTS: ProductFacts = {
  code: '701',
  name: 'Imported SSL',
  kind: 'ssl-multi',
  validation: 'DV',
  renewalCode: '706',
  validityDays: 365,
  names: { included: 2, max: 100, step: 1 },
  hashAlgorithms: ['RSA-SHA256'],
  methods: ['ADMIN', 'FILE'],
}
const UNKNOWN: ProductFacts = { ...FACTS, code: '702', kind: null, validation: null, methods: [] }

const importHere = (list: readonly ProductFacts[], account = here.caAccountId) =>
  importCatalogue(here.db, account, list)

async function kept(code: string) {
  const product = await productByCode(here.db, code)
  assert.ok(product, `${code} is not in the catalogue`)
  return product
}

describe('an import', () => {
  test('adds what is new, not for sale, and tells what nobody knows', async () => {
    const changes = await importHere([FACTS, UNKNOWN])
    // The seeded product is in no list of this account.
    assert.deepEqual(changes, { added: ['701', '702'], changed: [], unknown: ['702'], gone: ['601'] })
    const { enabled, caName, edited, settings } = await kept('701')
    assert.deepEqual([enabled, caName, edited, settings], [false, FACTS.name, [], {}])
    assert.equal(isKnown(await kept('702')), false)
  })

  test('says what has changed, and nothing of what has not', async () => {
    assert.deepEqual((await importHere([FACTS, UNKNOWN])).changed, [])
    const longer = { ...FACTS, validityDays: 366, hashAlgorithms: ['RSA-SHA256', 'ECC-SHA256'] }
    assert.deepEqual((await importHere([longer, UNKNOWN])).changed, ['701'])
    const { validityDays, hashAlgorithms } = await kept('701')
    assert.deepEqual([validityDays, hashAlgorithms], [366, ['RSA-SHA256', 'ECC-SHA256']])
  })

  test('leaves each thing that an admin has changed, and only that', async () => {
    const edit = {
      name: 'Our own name',
      kind: 'ssl',
      validation: 'OV',
      renewalCode: null,
      validityDays: 30,
      names: { included: 1, max: 1, step: 1 },
      hashAlgorithms: ['ECC-SHA256'],
      methods: ['DNS_TXT'],
    } as const
    for (const [name, value] of Object.entries(edit)) {
      const product = { ...FACTS, code: `8${name}` }
      await importHere([product])
      await editProduct(here.db, product.code, () => ({ [name]: value }))
      const other = { ...product, name: 'Other', kind: 'smime', validation: 'MV', renewalCode: '9' } as const
      const rest = {
        validityDays: 1,
        names: { included: 0, max: 0, step: 1 },
        hashAlgorithms: [],
        methods: [],
      }
      await importHere([{ ...other, ...rest }])
      const after: Record<string, unknown> = { ...(await kept(product.code)) }
      for (const [each, now] of Object.entries({ ...other, ...rest }))
        assert.deepEqual(after[each], each === name ? value : now, `${each} after ${name} was edited`)
      assert.equal(after.caName, 'Other')
    }
  })

  test('leaves settings and whether a product is sold', async () => {
    await importHere([FACTS])
    await editProduct(here.db, '701', () => ({ enabled: true, settings: { idnAllowed: false } }))
    await importHere([{ ...FACTS, validityDays: 42 }])
    await upsertProducts(here.db, [{ ...PRODUCT, ...FACTS, kind: 'ssl-multi' }], { enabled: false })
    const product = await kept('701')
    assert.deepEqual([product.enabled, product.settings], [true, { idnAllowed: false }])
  })

  test('marks what is gone, as long as it is gone, and not what another account lists or an admin made', async () => {
    const seed = { mode: 'test', url: 'http://127.0.0.1:3/', userName: 'u2', password: 'p' } as const
    const other = await seedCaAccount(here.db, here.keyRing, seed)
    await importHere([{ ...FACTS, code: 'of-other' }], other)
    await addProduct(here.db, { ...FACTS, code: 'by-hand', settings: {}, enabled: false })
    await importHere([FACTS, UNKNOWN])
    const { gone } = await importHere([UNKNOWN])
    assert.ok(gone.includes('701') && !gone.includes('702'))
    assert.ok(!gone.includes('of-other') && !gone.includes('by-hand'))
    const { goneAt, enabled } = await kept('701')
    assert.ok(goneAt)
    assert.equal(enabled, true)
    await importHere([UNKNOWN])
    assert.deepEqual((await kept('701')).goneAt, goneAt)
    const back = await importHere([FACTS, UNKNOWN])
    assert.ok(!back.gone.includes('701'))
    assert.equal((await kept('701')).goneAt, null)
  })

  test('two at once come one after the other', async () => {
    const list = Array.from({ length: 50 }, (_, index) => ({ ...FACTS, code: `p${index}` }))
    const both = await Promise.all([importHere(list), importHere(list.toReversed())])
    assert.deepEqual(both.map(({ added }) => added.length).toSorted(), [0, 50])
  })
})

describe('a product', () => {
  test('of no known kind cannot be on sale', async () => {
    await importHere([UNKNOWN])
    await assert.rejects(rows(here.db.em(), sql`update products set enabled = true where code = '702'`))
  })

  test('keeps its change to itself where it is refused', async () => {
    const refuse = () => {
      throw new CertloomError('invalid-input')
    }
    await assert.rejects(editProduct(here.db, '701', refuse), CertloomError)
    assert.equal(await editProduct(here.db, 'nothing', refuse), null)
  })

  test('made by hand takes a code that is free, and keeps its facts at an import that knows the code', async () => {
    const own = { ...FACTS, code: 'own', name: 'Own', settings: { idnAllowed: false }, enabled: true }
    assert.equal((await addProduct(here.db, own))?.byHand, true)
    assert.equal(await addProduct(here.db, own), null)
    await importHere([{ ...FACTS, code: 'own', name: 'Theirs', validityDays: 1 }])
    const { name, caName, validityDays, enabled } = await kept('own')
    assert.deepEqual([name, caName, validityDays, enabled], ['Own', 'Theirs', 365, true])
  })

  test('gives an order what is sold: its name or the certificate’s, names as far as settings go', async () => {
    const own = { ...FACTS, code: 'named', name: 'Certificate', enabled: true }
    await addProduct(here.db, { ...own, settings: { additionalNames: { mode: 'limit', limit: 4 } } })
    const product = await editProduct(here.db, 'named', () => ({ name: 'Shop name' }))
    assert.ok(product !== null && isKnown(product))
    const snapshot = snapshotOf(product)
    assert.equal(snapshot.name, 'Certificate')
    assert.deepEqual(snapshot.names, { included: 2, max: 5, step: 1 })
    const shown = await editProduct(here.db, 'named', () => ({ settings: { showProductName: true } }))
    assert.ok(shown !== null && isKnown(shown))
    assert.equal(snapshotOf(shown).name, 'Shop name')
    assert.equal(snapshotOf(shown).names.max, 5)
  })
})
