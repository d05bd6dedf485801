import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { UpdateAnswer } from '../../api/services/temporal-gateway.ts'
import type { FieldProblem } from '../../domain/errors.ts'
import { finishCommand } from '../../store/queries/commands.ts'
import { configurationById, draftOf } from '../../store/queries/configurations.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { makeCsr } from '../api/csr-maker.ts'
import { formOf } from './browser.ts'
import { configurePages, namesOn, problemAt, summary } from './configure-pages.ts'
import { awaitProof, signedInClient } from './scenes.ts'
import { MULTI, withSite } from './site.ts'

const site = withSite()
const { atStepOne, atStepTwo } = configurePages(site)

const WAITING = {
  kind: 'ordering',
  since: '2026-05-04T09:30:00.000Z',
  dueBy: null,
  problem: null,
} as const

describe('ordering', () => {
  const taken = (order: OrderRecord) => async (): Promise<UpdateAnswer> => {
    await awaitProof(site, order)
    return { kind: 'outcome', outcome: { state: 'done' } }
  }

  test('sends one command with what was typed, and leads to the proof', async () => {
    const { order, browser, page, csr } = await atStepTwo()
    site.engine.reset()
    site.engine.answer = taken(order)
    const fields = {
      'names[]': ['shop.example.com', 'www.shop.example.com'],
      'verification.emailPrefix': 'WEBMASTER',
    }
    const done = await browser.press(page, 'configuration', fields)
    assert.equal(done.path, `/orders/${order.id}/verification`)
    assert.match(done.text, /The certificate is ordered/)
    const [update] = site.engine.updates
    assert.equal(update?.name, 'configure')
    assert.deepEqual(update?.message.actor, { role: 'client', id: order.customerId })
    const kept = await configurationById(site.here.db, update?.message.commandId ?? '')
    assert.deepEqual(kept?.names, ['shop.example.com', 'www.shop.example.com'])
    assert.equal(kept?.csr.trim(), csr.trim())
    assert.deepEqual(kept?.body.verification, { method: 'DNS_TXT_PREFIX', notify: false })
  })

  test('twice by a double click is one command, and both clicks get its answer', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    site.engine.answer = taken(order)
    const { path, body } = formOf(page, 'configuration')
    const answers = await Promise.all([1, 2].map(() => browser.send('POST', path, { body })))
    const third = await browser.send('POST', path, { body })
    assert.deepEqual(
      [...answers, third].map(({ headers }) => headers.get('location')),
      Array(3).fill(`/orders/${order.id}/verification`),
    )
    assert.equal(new Set(site.engine.updates.map(({ message }) => message.commandId)).size, 1)
  })

  test('while the engine is away is kept, and says that it goes on by itself', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    site.engine.isAway = true
    const kept = await browser.press(page, 'configuration')
    assert.equal(kept.path, `/orders/${order.id}`)
    assert.match(kept.text, /kept and goes on by itself/)
    site.engine.reset()
  })

  test('what the CA refuses is said at its field, on the step it belongs to', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    const problems = [
      { path: '/csr', code: 'key-already-used', caCode: 1032 },
      { path: '/names/0', code: 'name-internal', params: { name: 'shop.example.com' } },
    ]
    site.engine.answer = () => ({
      kind: 'outcome',
      outcome: { state: 'refused', code: 'ca-refused', problems },
    })
    const one = await browser.press(page, 'configuration')
    assert.equal(one.status, 422)
    assert.match(problemAt(one, 'csr'), /used for a certificate before/)
    assert.deepEqual(summary(one), ['#csr', '?step=2#names-0'])

    const two = await browser.get(`/orders/${order.id}/configure?step=2`)
    assert.notEqual(problemAt(two, 'names-0'), '')
    const mended = await browser.press(one, 'configuration/draft', { csr: await makeCsr('shop.example.com') })
    assert.deepEqual(summary(mended), ['#names-0'], 'the other step is still to be mended')
    site.engine.reset()
  })

  test('what the CA refused later, or from elsewhere, is said at its field until it is mended', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    site.engine.answer = () => ({ kind: 'pending' })
    await browser.press(page, 'configuration', { 'names[]': ['shop.example.com', 'www.shop.example.com'] })
    const commandId = site.engine.updates[0]?.message.commandId ?? ''
    const problems = [
      { path: '/csr', code: 'key-already-used', caCode: 1032 },
      { path: '/names/1', code: 'name-internal', params: { name: 'www.shop.example.com' } },
    ]
    await finishCommand(site.here.db, commandId, { state: 'refused', code: 'ca-refused', problems })

    const { browser: other } = await signedInClient(site, order)
    const one = await other.get(`/orders/${order.id}/configure`)
    assert.equal(one.status, 200)
    assert.match(problemAt(one, 'csr'), /used for a certificate before/)
    assert.deepEqual(summary(one), ['#csr', '?step=2#names-1'])
    const two = await other.press(one, 'configuration/draft', { csr: await makeCsr('shop.example.com') })
    assert.deepEqual(namesOn(two), ['shop.example.com', 'www.shop.example.com'])
    assert.deepEqual(summary(two), ['#names-1'])
    await other.press(two, 'configuration/save', { 'names[]': ['shop.example.com'] })
    assert.deepEqual(summary(await other.get(`/orders/${order.id}/configure?step=2`)), [])
    site.engine.reset()
  })

  test('what was refused is gone once what it was about is another, on whichever step and in whichever browser', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    const names = ['shop.example.com', 'www.shop.example.com']
    const refuse = (problems: FieldProblem[]) => {
      site.engine.answer = () => ({
        kind: 'outcome',
        outcome: { state: 'refused', code: 'ca-refused', problems },
      })
    }
    const other = await signedInClient(site, order)
    // About the names as a whole, about no field of the form, and about a field of a group.
    for (const [path, code] of [
      ['/names', 'common-name-not-listed'],
      ['/organization', 'field-invalid'],
      ['', 'order-data-missing'],
      ['/verification/emailPrefix', 'prefix-missing'],
    ] as const) {
      refuse([{ path, code, params: { name: 'shop.example.com' } }])
      const two = await browser.press(page, 'configuration', { 'names[]': names })
      assert.equal(two.status, 422)
      assert.equal(two.root.querySelectorAll('[data-summary] li').length, 1, code)
      const one = await browser.get(`/orders/${order.id}/configure`)
      const mended = await browser.press(one, 'configuration/draft', {
        csr: await makeCsr('shop.example.com'),
      })
      const isOfStepTwo = path === '/verification/emailPrefix'
      assert.equal(mended.root.querySelectorAll('[data-summary] li').length, isOfStepTwo ? 1 : 0, code)
    }
    const theirs = await other.browser.get(`/orders/${order.id}/configure?step=2`)
    await other.browser.press(theirs, 'configuration/save', { 'verification.method': 'DNS_TXT' })
    const here = await browser.get(`/orders/${order.id}/configure?step=2`)
    assert.deepEqual(summary(here), [], 'mended in another window')
    site.engine.reset()
  })

  test('of an order at the CA holds what the CA has, says what a correction does, and sends it', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    site.engine.answer = async () => {
      await awaitProof(site, order)
      return { kind: 'outcome', outcome: { state: 'done' } }
    }
    await browser.press(page, 'configuration', { 'names[]': ['shop.example.com'] })
    const overview = await browser.get(`/orders/${order.id}`)
    assert.match(overview.text, /Correct the details/)
    const one = await browser.get(`/orders/${order.id}/configure`)
    assert.match(one.text, /cancelled at the CA and placed anew, free of charge/)
    const two = await browser.press(one, 'configuration/draft', { csr: await makeCsr('shop.example.com') })
    assert.deepEqual(namesOn(two), ['shop.example.com'])
    site.engine.reset()
    await browser.press(two, 'configuration', { 'names[]': ['shop.example.com', 'www.shop.example.com'] })
    assert.deepEqual(
      site.engine.updates.map(({ name }) => name),
      ['configure'],
    )
    site.engine.reset()
  })

  test('of an order that has moved on says how it stands', async () => {
    const { order, browser, page } = await atStepTwo()
    site.engine.reset()
    site.engine.answer = () => ({ kind: 'rejected' })
    await awaitProof(site, order, { view: { activity: { ...WAITING, step: 'issuing', waitsFor: 'ca' } } })
    const saved = await browser.press(page, 'configuration/save')
    assert.equal(saved.path, `/orders/${order.id}`)
    assert.match(saved.text, /not possible any longer/)
    const ordered = await browser.press(page, 'configuration')
    assert.equal(ordered.path, `/orders/${order.id}`)
    assert.match(
      ordered.text,
      /The certificate is being ordered since .*; wait until it is issued, or cancel/,
    )
    assert.equal((await browser.get(`/orders/${order.id}/configure`)).status, 409)
  })

  test('by a product without names shows its details for confirmation', async () => {
    const product = { ...MULTI, kind: 'smime', validation: 'MV', methods: [] } as const
    const { browser, page } = await atStepOne({ product })
    const fields = { csr: await makeCsr('jan@example.com'), 'subject.email': 'jan@example.com' }
    const two = await browser.press(page, 'configuration/draft', fields)
    assert.ok(!two.root.querySelector('[name="names[]"]'), two.text)
    assert.match(two.text, /jan@example\.com/)
  })

  test('keeps a draft only as long as it is one', async () => {
    const { order } = await atStepTwo()
    assert.ok(await draftOf(site.here.db, order.id))
  })
})
