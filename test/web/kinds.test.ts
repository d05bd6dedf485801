import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProductSnapshot } from '../../domain/product.ts'
import { draftOf } from '../../store/queries/configurations.ts'
import { makeCsr, makeRsaCsr } from '../api/csr-maker.ts'
import { type Fields, type Page, textOf } from './browser.ts'
import { signedInClient, somebody, waitingOrder } from './scenes.ts'
import { MAILBOX, MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()

const SIGNING: ProductSnapshot = {
  ...MAILBOX,
  code: '551',
  name: 'Code Signing',
  kind: 'code-signing',
  validation: 'OV',
  minRsaBits: 3072,
}
const EV: ProductSnapshot = { ...TRUSTED, code: '641', name: 'Premium EV SSL', validation: 'EV' }

async function atStepOne(product: ProductSnapshot) {
  const order = await waitingOrder(site, { product, customer: somebody() })
  const { browser } = await signedInClient(site, order)
  return { order, browser, page: await browser.get(`/orders/${order.id}/configure`) }
}

function fieldsOf(page: Page, prefix: RegExp): string[] {
  const fields = page.root.querySelectorAll('input[name], select[name], textarea[name]')
  return fields.map((field) => field.getAttribute('name') ?? '').filter((name) => prefix.test(name))
}

const documentsOn = (page: Page): string =>
  textOf(page.root.querySelector('[data-documents]') ?? page.root).slice(0, 1_000)

describe('step 1 of each kind', () => {
  const head = ['subject.commonName']
  const place = ['subject.locality', 'subject.state', 'subject.country']
  const organization = ['subject.organization', ...place]
  const person = ['subject.givenName', 'subject.surname']
  const tax = ['organization.taxNumber']
  const jurisdiction = ['Locality', 'State', 'Country'].map((part) => `subject.jurisdiction${part}`)
  const mailbox = [...head, 'subject.email']
  const kinds: [string, ProductSnapshot, string[], RegExp | null][] = [
    ['a mailbox', MAILBOX, mailbox, null],
    [
      'a person’s mailbox',
      { ...MAILBOX, validation: 'IV' },
      [...mailbox, ...person, 'subject.country'],
      /Identity of the applicant/,
    ],
    [
      'a sponsored mailbox',
      { ...MAILBOX, validation: 'SV' },
      [...mailbox, ...person, ...organization, ...tax],
      /Identity.*Organization.*Authorization/,
    ],
    [
      'an organization’s mailbox',
      { ...MAILBOX, validation: 'OV' },
      [...mailbox, ...organization, ...tax],
      /Organization/,
    ],
    ['a signing organization', SIGNING, [...head, ...organization, ...tax], /Organization.*Authorization/],
    [
      'a signing person',
      { ...SIGNING, validation: 'IV' },
      [...head, ...person, 'subject.country'],
      /Identity of the applicant/,
    ],
    [
      'extended validation',
      EV,
      [
        ...head,
        ...organization,
        'subject.serialNumber',
        'subject.businessCategory',
        'subject.streetAddress',
        'subject.postalCode',
        ...jurisdiction,
        ...tax,
      ],
      /Organization.*Authorization/,
    ],
  ]
  for (const [what, product, fields, documents] of kinds) {
    test(`asks ${what} for what goes into the certificate, and names the documents in advance`, async () => {
      const { page } = await atStepOne(product)
      assert.deepEqual(fieldsOf(page, /^(subject|organization)\./), fields)
      if (documents === null) assert.ok(!page.root.querySelector('[data-documents]'))
      else assert.match(documentsOn(page), documents)
    })
  }

  test('asks for the server with TLS only, and where the key lives with code signing only', async () => {
    const special = /^(serverType|keyStorage|simplySignLogin)$/
    assert.deepEqual(fieldsOf((await atStepOne(EV)).page, special), ['serverType'])
    assert.deepEqual(fieldsOf((await atStepOne(MAILBOX)).page, special), [])
    assert.deepEqual(fieldsOf((await atStepOne(SIGNING)).page, special), ['keyStorage', 'simplySignLogin'])
  })
})

describe('step 2 without names', () => {
  const SUBJECT = 'C=PL, ST=wielkopolskie, L=Poznan, O=Sklep, CN=Sklep'
  const COMMON: Fields = { 'organization.taxNumber': '7811767696', 'subject.locality': 'Poznań' }

  test('confirms what was typed, what the CSR says beside it, and where the key lives', async () => {
    const { order, browser, page } = await atStepOne(SIGNING)
    const csr = await makeRsaCsr(3072, SUBJECT)
    const fields = { ...COMMON, csr, keyStorage: 'simplysign', simplySignLogin: 'anna@example.com' }
    const next = await browser.press(page, 'configuration/draft', fields)
    assert.equal(next.path, `/orders/${order.id}/configure?step=2`, next.text)
    for (const expected of [/Sklep/, /Poznań/, /7811767696/, /SimplySign \(cloud\)/, /anna@example\.com/])
      assert.match(next.text, expected)
    assert.ok(!next.root.querySelector('[name="names[]"], [name="verification.method"]'))
    await browser.press(next, 'configuration')
    const draft = JSON.stringify(await draftOf(site.here.db, order.id))
    assert.match(draft, /"keyStorage":"simplysign"/)
    assert.equal(site.engine.updates.at(-1)?.name, 'configure')
  })

  test('a key that the product finds too short is refused in step 1, at the CSR', async () => {
    const { browser, page } = await atStepOne(SIGNING)
    const short = await browser.press(page, 'configuration/draft', {
      ...COMMON,
      csr: await makeRsaCsr(2048, SUBJECT),
    })
    assert.equal(short.status, 422)
    assert.match(textOf(short.root.querySelector('#csr-problem') ?? assert.fail()), /3072/)
  })

  test('SimplySign without a login comes back at the field', async () => {
    const { browser, page } = await atStepOne(SIGNING)
    const csr = await makeRsaCsr(3072, SUBJECT)
    const next = await browser.press(page, 'configuration/draft', {
      ...COMMON,
      csr,
      keyStorage: 'simplysign',
    })
    const refused = await browser.press(next, 'configuration')
    assert.equal(refused.status, 422)
    assert.notEqual(textOf(refused.root.querySelector('#simplySignLogin-problem') ?? assert.fail()), '')
  })

  test('a mailbox is ordered with its address', async () => {
    const { browser, page } = await atStepOne(MAILBOX)
    const next = await browser.press(page, 'configuration/draft', {
      csr: await makeCsr('anna@example.com'),
      'subject.email': 'anna@example.com',
    })
    assert.match(next.text, /anna@example\.com/)
    const done = await browser.press(next, 'configuration')
    assert.equal(done.status, 200, done.text)
    assert.equal(site.engine.updates.at(-1)?.name, 'configure')
  })
})

describe('step 2 with names', () => {
  async function methodsWith(product: ProductSnapshot, ...names: string[]): Promise<Page> {
    const { browser, page } = await atStepOne(product)
    const csr = await makeCsr('shop.example.com')
    const next = await browser.press(page, 'configuration/draft', { csr })
    return browser.press(next, 'names/add', { 'names[]': ['shop.example.com', ...names] })
  }
  const offered = (page: Page) =>
    page.root
      .querySelectorAll('[name="verification.method"] option')
      .map((option) => option.getAttribute('value'))

  test('offers an address nothing but a file, and says that addresses are taken', async () => {
    const page = await methodsWith(MULTI, '8.8.8.8')
    assert.deepEqual(offered(page), ['FILE'])
    assert.match(page.text, /IP addresses are taken too/)
    assert.deepEqual(offered(await methodsWith(MULTI)), [...MULTI.methods])
  })

  test('says until when a message to an administrator is accepted', async () => {
    const page = await methodsWith(MULTI)
    const admin = page.root.querySelector('[name="verification.method"] option[value="ADMIN"]')
    assert.match(textOf(admin ?? assert.fail()), /accepted until 2028-03-15/)
  })

  test('says nothing of addresses where none are taken', async () => {
    const { browser, page } = await atStepOne({ ...EV, kind: 'ssl-multi', names: MULTI.names })
    const next = await browser.get(`${page.path}?step=2`)
    assert.doesNotMatch(next.text, /IP addresses/)
  })
})
