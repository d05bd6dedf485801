import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { EXTREMES } from '../support/extremes.ts'
import type { Page, TestBrowser } from './browser.ts'
import { issuedOrder } from './configured-scene.ts'
import { awaitProof, signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { MULTI, TRUSTED, withSite } from './site.ts'

const site = withSite()

/** A script, a mark that turns the direction of what follows, a line break and what PostgreSQL cannot keep. */
const HOSTILE = '"><script>alert(1)</script>\u202egnp.exe\r\nX: y\u0000'
const LONG = 'x'.repeat(100_000)
const HUGE = 'x'.repeat(10_000_000)

interface Form {
  path: string
  command: string
  isAdmins: boolean
}

const TEXTS = ['text', 'email', 'tel', 'url', 'date', 'number', 'password', 'search', 'month']

/** The names of a form's fields that take typed text. */
function typedFields(page: Page): string[] {
  const inputs = page.root
    .querySelectorAll('main form[method="post"] input, main form[method="post"] textarea')
    .filter((field) => field.tagName === 'TEXTAREA' || TEXTS.includes(field.getAttribute('type') ?? 'text'))
  return [...new Set(inputs.map((field) => field.getAttribute('name') ?? ''))].filter((name) => name !== '')
}

describe('every form', () => {
  const forms: Form[] = []
  const browsers: { client?: TestBrowser; admin?: TestBrowser } = {}

  before(async () => {
    const { order } = await issuedOrder(site, { term: { period: 'P1Y', recurring: true, paidUntil: null } })
    const own = { customer: order.customer }
    const waiting = await waitingOrder(site, { ...own, product: MULTI })
    const proving = await waitingOrder(site, { ...own, product: TRUSTED })
    await awaitProof(site, proving)
    browsers.client = (await signedInClient(site, order)).browser
    browsers.admin = (await signedInAdmin(site)).browser
    const add = (isAdmins: boolean, path: string, command: string): void =>
      void forms.push({ path, command, isAdmins })
    const client = (path: string, command = path): void => add(false, `/orders/${order.id}/${path}`, command)
    const admin = (path: string, command = 'save'): void => add(true, `/admin/${path}`, command)
    add(false, `/orders/${waiting.id}/configure`, 'configuration/draft')
    add(false, `/orders/${waiting.id}/configure?step=2`, 'configuration')
    add(false, `/orders/${proving.id}/verification`, 'verification')
    for (const path of ['renewal-csr', 'reissue', 'properties', 'renewal', 'revoke', 'send']) client(path)
    client('cancellation', 'cancellation-request')
    admin(`orders/${order.id}/notes`, 'note')
    admin(`orders/${order.id}/move`, 'move')
    admin(`orders/${order.id}/payment`, 'payment')
    for (const path of [`products/${MULTI.code}`, 'products/new', 'ca/new', 'billing-systems/new'])
      admin(path)
    admin('mails/issued?language=en')
    admin('settings', 'settings')
    admin('orders/new', 'create')
  })

  async function eachForm(judge: (form: Form, page: Page, browser: TestBrowser) => Promise<void>) {
    for (const form of forms) {
      const browser = form.isAdmins ? browsers.admin : browsers.client
      assert.ok(browser)
      const page = await browser.get(form.path)
      assert.equal(page.status, 200, form.path)
      await judge(form, page, browser)
    }
  }

  /** What was sent was refused with reasons, or taken; no page failed over it, and nothing of it runs. */
  function assertSound(answer: Page, { path }: Form): void {
    assert.ok(answer.status < 500, `${path}: ${answer.status}`)
    assert.equal(answer.html.includes('<script>alert'), false, path)
    if (answer.status === 422)
      assert.ok(answer.root.querySelector('[data-summary], .problem'), `${path} says nothing`)
  }

  test('answers hostile text in words, runs none of it, and keeps what was typed', async () => {
    await eachForm(async (form, page, browser) => {
      const typed = Object.fromEntries(typedFields(page).map((name) => [name, HOSTILE]))
      const answer = await browser.press(page, form.command, typed)
      assertSound(answer, form)
      if (answer.status !== 422) return
      const [first] = typedFields(page).filter((name) => name === 'note' || name.endsWith('lastName'))
      if (first === undefined) return
      assert.match(answer.html, /&lt;script&gt;alert\(1\)/, `${form.path} lost what was typed`)
    })
  })

  test('answers nothing at all, and far too much, at its fields', async () => {
    await eachForm(async (form, page, browser) => {
      for (const text of ['', LONG]) {
        const typed = Object.fromEntries(typedFields(page).map((name) => [name, text]))
        assertSound(await browser.press(page, form.command, typed), form)
      }
    })
  })

  test('answers dates and numbers beyond any calendar and any sum at its fields', async () => {
    const values = [...EXTREMES.date, ...EXTREMES.number, ...EXTREMES.period].map(String)
    await eachForm(async (form, page, browser) => {
      for (const value of values) {
        const typed = Object.fromEntries(typedFields(page).map((name) => [name, value]))
        assertSound(await browser.press(page, form.command, typed), form)
      }
    })
  })

  test('refuses ten megabytes without reading them all', async () => {
    const [form] = forms
    assert.ok(form && browsers.client)
    const page = await browsers.client.get(form.path)
    const answer = await browsers.client.press(page, form.command, { csr: HUGE })
    assert.ok([413, 422].includes(answer.status), String(answer.status))
  })
})

test('no list or file fails over a date, month or number in its address', async () => {
  const { browser } = await signedInAdmin(site)
  const lists: Record<string, readonly string[]> = {
    '/admin/orders': [
      'updatedAfter',
      'expiresBefore',
      'paidUntilBefore',
      'serialNumber',
      'limit',
      'cursor',
      'q',
    ],
    '/admin/orders.csv': ['updatedAfter', 'expiresBefore', 'paidUntilBefore', 'serialNumber', 'q'],
    '/admin/audit': ['from', 'until', 'cursor', 'who'],
    '/admin/ca-orders': ['month', 'account'],
    '/admin/ca-orders.csv': ['month', 'account'],
    '/admin/bulk/new': ['expiresBefore', 'paidUntilBefore', 'by'],
  }
  for (const [path, names] of Object.entries(lists))
    for (const name of names)
      for (const value of [...EXTREMES.date, ...EXTREMES.instant, ...EXTREMES.text]) {
        const { status } = await browser.get(`${path}?${name}=${encodeURIComponent(value)}`)
        assert.ok(status < 500, `${path}?${name}=${value}: ${status}`)
      }
})
