import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { CaOrderEmail } from '../../store/queries/ca-orders.ts'
import { commandBody } from '../../store/queries/commands.ts'
import { type Page, textOf } from './browser.ts'
import {
  awaitProof,
  issue,
  type Proof,
  signedInClient,
  somebody,
  tellEvidence,
  waitingOrder,
} from './scenes.ts'
import { MAILBOX, MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

const EMAIL: CaOrderEmail = {
  address: 'jadwiga@example.com',
  verified: false,
  sentAt: '2026-05-04T09:30:00.000Z',
  linkValidUntil: '2026-05-05T09:30:00.000Z',
  verifiedAt: null,
  validUntil: null,
}

async function proving(product: typeof TRUSTED, proof: Proof = {}, language: 'pl' | 'en' = 'en') {
  const order = await waitingOrder(site, { product, customer: somebody({ language }) })
  await awaitProof(site, order, proof)
  const { browser } = await signedInClient(site, order)
  const path = `/orders/${order.id}`
  return { order, browser, path }
}

const mailbox = (language: 'pl' | 'en' = 'en') =>
  proving(MAILBOX, { method: null, code: '', names: [] }, language)

function cells(page: Page, type: string): string[] {
  const line = page.root.querySelector(`[data-verification="${type}"]`)
  assert.ok(line, `${type} is not on the page: ${page.text}`)
  return line.querySelectorAll('th, td').map((cell) => textOf(cell))
}

describe('the state of an order at the CA', () => {
  test('tells each verification in plain words, with its state and end', async () => {
    const { order, browser, path } = await proving(TRUSTED, {}, 'pl')
    await tellEvidence(site, order, {
      verifications: [
        { type: 'ORGANIZATION', state: 'VERIFIED', expiresAt: '2027-06-07T00:00:00.000Z' },
        { type: 'AUTHORIZATION', state: 'REQUIRED', expiresAt: null },
        { type: 'EXTENDED_VALIDATION', state: 'NOT_REQUIRED', expiresAt: null },
        { type: 'SOMETHING_NEW', state: 'FAILED', expiresAt: null },
      ],
    })
    const page = await browser.get(`${path}/state`)
    assert.ok(page.root.querySelector('nav a[href$="/state"][aria-current="page"]'))
    assert.deepEqual(cells(page, 'ORGANIZATION').slice(0, 2), ['Organizacja', 'Zweryfikowana'])
    assert.match(cells(page, 'ORGANIZATION')[2] ?? '', /2027/)
    assert.deepEqual(cells(page, 'AUTHORIZATION')[2], '–')
    assert.equal(cells(page, 'EXTENDED_VALIDATION')[1], 'Niewymagana')
    assert.equal(cells(page, 'SOMETHING_NEW')[0], 'SOMETHING_NEW')
    assert.match(page.text, /Nie ma jeszcze dokumentów/)
  })

  test('goes on telling after the issue, with the end of the product', async () => {
    const { order, browser, path } = await proving(TRUSTED)
    await tellEvidence(site, order, {
      verifications: [{ type: 'DOMAIN', state: 'VERIFIED', expiresAt: '2026-11-20T00:00:00.000Z' }],
    })
    await issue(site, order)
    const page = await browser.get(`${path}/state`)
    assert.equal(cells(page, 'DOMAIN')[1], 'Verified')
    assert.match(textOf(page.root.querySelector('[data-product-valid-until]') ?? assert.fail()), /2027/)
  })

  test('has no page and no tab before anything is at the CA', async () => {
    const order = await waitingOrder(site)
    const { browser, page } = await signedInClient(site, order)
    assert.ok(!page.root.querySelector('nav a[href$="/state"], nav a[href$="/documents"]'))
    assert.equal((await browser.get(`/orders/${order.id}/state`)).status, 200)
  })

  test('of somebody else is not found', async () => {
    const { browser } = await proving(TRUSTED)
    const { path } = await proving(TRUSTED)
    for (const page of ['state', 'documents', 'verification'])
      assert.equal((await browser.get(`${path}/${page}`)).status, 404)
  })
})

describe('the proof of a mailbox', () => {
  test('is shown with its link’s validity, and says what to do', async () => {
    const { order, browser, path } = await mailbox('pl')
    await tellEvidence(site, order, { email: EMAIL })
    const overview = await browser.get(path)
    assert.match(overview.text, /Otwórz wiadomość/)
    const page = await browser.get(`${path}/verification`)
    assert.match(page.text, /Weryfikacja adresu e-mail|Weryfikacja e-maila/)
    assert.match(page.text, /jadwiga@example\.com/)
    assert.match(page.text, /Link ważny do5 maja 2026/)
    assert.equal(page.root.querySelector('[data-mailbox]')?.getAttribute('data-mailbox'), 'open')
    assert.ok(!page.root.querySelector('[name="method"]'))
  })

  test('is shown as done', async () => {
    const { order, browser, path } = await mailbox()
    const done = {
      ...EMAIL,
      verified: true,
      verifiedAt: EMAIL.sentAt,
      validUntil: '2026-06-03T09:30:00.000Z',
    }
    await tellEvidence(site, order, { email: done })
    const page = await browser.get(`${path}/verification`)
    assert.match(page.text, /Counts until3 June/)
    assert.doesNotMatch(page.text, /Link valid until/)
    assert.ok(!page.root.querySelector('[data-command="verification"]'))
  })

  test('is asked for again by one button, and the CA’s no says until when', async () => {
    const { order, browser, path } = await mailbox()
    await tellEvidence(site, order, { email: EMAIL })
    const page = await browser.get(`${path}/verification`)
    const sent = await browser.press(page, 'verification')
    assert.match(sent.text, /Done\./)
    assert.equal(site.engine.updates[0]?.name, 'changeVerification')
    const problems = [{ path: '', code: 'mail-still-valid', caCode: 1114 }]
    const outcome = { state: 'refused', code: 'ca-refused', problems } as const
    site.engine.answer = () => ({ kind: 'outcome', outcome })
    const refused = await browser.press(sent, 'verification')
    assert.match(refused.text, /refused.*until 2026-05-05 11:30 \(Europe\/Warsaw\)/)
  })
})

describe('changing how control is proven', () => {
  const names = [{ name: 'shop.example.com', state: 'REQUIRED' as const }]

  test('asks for a new code as it is printed', async () => {
    const { browser, path } = await proving(MULTI, { names })
    const page = await browser.get(`${path}/verification`)
    const after = await browser.press(page, 'verification')
    assert.equal(after.path, `${path}/verification`)
    assert.match(after.text, /Done\./)
    assert.equal(await lastBody(), '{"method":"DNS_TXT_PREFIX","notify":false}')
  })

  test('sends what the chosen method has a use for and nothing else', async () => {
    const { browser, path } = await proving(MULTI, { names })
    const page = await browser.get(`${path}/verification`)
    const fields = { method: 'ADMIN', emailPrefix: 'HOSTMASTER', email: 'left@over.test', notify: 'true' }
    await browser.press(page, 'verification', fields)
    assert.equal(await lastBody(), '{"emailPrefix":"HOSTMASTER","method":"ADMIN"}')
    const file = { ...fields, method: 'FILE' }
    await browser.press(await browser.get(`${path}/verification`), 'verification', file)
    assert.equal(await lastBody(), '{"email":"left@over.test","method":"FILE","notify":true}')
  })

  test('offers only what can prove the names, and says until when e-mail is accepted', async () => {
    const wildcard = [{ name: '*.example.com', state: 'REQUIRED' as const }]
    const { browser, path } = await proving(MULTI, { names: wildcard })
    const options = (await browser.get(`${path}/verification`)).root.querySelectorAll(
      '[name="method"] option',
    )
    assert.deepEqual(
      options.map((option) => option.getAttribute('value')),
      ['ADMIN', 'DNS_TXT_PREFIX'],
    )
    assert.match(textOf(options[0] ?? assert.fail()), /2028-03-15/)
    assert.doesNotMatch(textOf(options[1] ?? assert.fail()), /20\d\d/)
  })

  test('says what is wrong at its field, keeps what was typed, and stands still', async () => {
    const { browser, path } = await proving(MULTI, { names })
    const page = await browser.get(`${path}/verification`)
    const wrong = await browser.press(page, 'verification', {
      method: 'FILE',
      email: 'nobody',
      notify: 'true',
    })
    assert.equal(wrong.status, 422)
    const field = wrong.root.querySelector('#email')
    assert.deepEqual([field?.getAttribute('value'), field?.getAttribute('aria-invalid')], ['nobody', 'true'])
    assert.notEqual(textOf(wrong.root.querySelector('#email-problem') ?? assert.fail()), '')
    assert.ok(wrong.root.querySelector('[data-summary] a[href="#email"]'))
    assert.equal(wrong.root.querySelector('[name="method"] option[selected]')?.getAttribute('value'), 'FILE')
    assert.doesNotMatch(wrong.html, /http-equiv="refresh"/)
    assert.doesNotMatch((await browser.get(`${path}/verification?still=1`)).html, /http-equiv="refresh"/)
  })

  test('is not offered once everything is proven', async () => {
    const { order, browser, path } = await proving(MULTI, { names })
    const page = await browser.get(`${path}/verification`)
    await issue(site, order)
    assert.ok(
      !(await browser.get(`${path}/verification`)).root.querySelector('[data-command="verification"]'),
    )
    site.engine.answer = () => ({ kind: 'rejected' })
    assert.match((await browser.press(page, 'verification')).text, /not possible any longer/)
  })
})

/** What was last asked of an engine, as it is kept. */
async function lastBody(): Promise<string> {
  const { commandId = '' } = site.engine.updates.at(-1)?.message ?? {}
  const body = await commandBody(site.here.db, commandId)
  const known = Object.entries(body ?? {}).sort(([a], [b]) => a.localeCompare(b))
  return JSON.stringify(Object.fromEntries(known))
}
