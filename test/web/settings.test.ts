import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rows, sql } from '../../store/sql.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const PATH = '/admin/settings'

async function replans(): Promise<number> {
  return (await rows(site.here.db.em(), sql`select id from bulk_jobs where action = 'replan'`)).length
}

describe('the settings of the installation', () => {
  test('are all shown with what they do, and kept as they are changed', async () => {
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(PATH)
    const fields = page.root.querySelectorAll('main input[type=number], main select')
    assert.equal(fields.length, 8)
    for (const field of fields) assert.ok(field.getAttribute('aria-describedby'), field.outerHTML)
    const saved = await browser.press(page, 'settings', {
      'renewal.policy': 'notify',
      'renewal.daysBefore': '21',
      cancelUnfinishedAfterDays: '45',
    })
    assert.equal(saved.path, PATH)
    assert.ok(saved.root.querySelector('.notice-good'))
    const settings = await site.services.settings.read()
    assert.deepEqual(settings.renewal, { policy: 'notify', daysBefore: 21 })
    assert.equal(settings.cancelUnfinishedAfterDays, 45)
    assert.equal(settings.exchangesKeptDays, 90)
    const emptied = await browser.press(saved, 'settings', { cancelUnfinishedAfterDays: '' })
    assert.equal(emptied.status, 200)
    assert.equal((await site.services.settings.read()).cancelUnfinishedAfterDays, null)
  })

  test('that plans are made from have every order plan anew, and only those', async () => {
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(PATH)
    const before = await replans()
    await browser.press(page, 'settings', { exchangesKeptDays: '30' })
    assert.equal(await replans(), before)
    await browser.press(page, 'settings', { exchangesKeptDays: '30', invoiceDaysBefore: '9' })
    await browser.press(page, 'settings', { exchangesKeptDays: '30', invoiceDaysBefore: '9' })
    assert.equal(await replans(), before + 1)
  })

  test('that are out of bounds, empty or no numbers are refused at their fields, with everything kept', async () => {
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(PATH)
    const was = await site.services.settings.read()
    const bad = { 'renewal.daysBefore': '201', exchangesKeptDays: '', renewalCarriesDays: '12' }
    const refused = await browser.press(page, 'settings', bad)
    assert.equal(refused.status, 422)
    const wrong = refused.root
      .querySelectorAll('[aria-invalid=true]')
      .map((field) => field.getAttribute('name'))
    assert.deepEqual(wrong, ['renewal.daysBefore', 'exchangesKeptDays'])
    assert.equal(refused.root.querySelector('#renewalCarriesDays')?.getAttribute('value'), '12')
    assert.ok(refused.root.querySelector('[data-summary] a[href="#renewal-daysBefore"]'))
    const hostile = '<script>alert(1)</script>'
    for (const typed of [hostile, '1.5', '9'.repeat(40)]) {
      const answer = await browser.press(page, 'settings', { invoiceDaysBefore: typed })
      assert.equal(answer.status, 422)
      assert.equal(answer.root.querySelector('#invoiceDaysBefore')?.getAttribute('value'), typed)
      assert.doesNotMatch(answer.html, /<script>alert/)
    }
    assert.deepEqual(await site.services.settings.read(), was)
  })

  test('are for admins only, and there in Polish', async () => {
    assert.equal((await site.browser().get(PATH)).path, '/admin/sign-in')
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get(PATH)).path, '/admin/sign-in')
    const { browser } = await signedInAdmin(site)
    const polish = await browser.get(`${PATH}?lang=pl`)
    assert.match(polish.text, /Ustawienia/)
    assert.doesNotMatch(polish.html, /settings:|administration:/)
  })
})
