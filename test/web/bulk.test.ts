import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sendDueItems } from '../../store/queries/bulk.ts'
import { rows, sql } from '../../store/sql.ts'
import { formOf } from './browser.ts'
import { signedInAdmin, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

async function jobs(): Promise<unknown[]> {
  return rows(site.here.db.em(), sql`select id from bulk_jobs`)
}

describe('the same for many orders', () => {
  test('is shown before it is done, and done once', async () => {
    const [one, two] = [await waitingOrder(site), await waitingOrder(site)]
    const { browser } = await signedInAdmin(site)
    const list = await browser.get('/admin/orders?state=awaiting-configuration')
    const link = list.root.querySelector('[data-command="bulk"]')?.getAttribute('href') ?? ''
    const form = await browser.get(link)
    const preview = await browser.press(form, 'preview', { action: 'suspend' })
    assert.equal(preview.status, 200)
    assert.match(preview.root.querySelector('[data-preview]')?.text ?? '', /2 orders match.*2 of them/s)
    assert.deepEqual(await jobs(), [])
    const job = await browser.press(preview, 'bulk')
    assert.match(job.path, /^\/admin\/bulk\/[0-9a-f]{32}$/)
    assert.match(job.text, new RegExp(`${one.id}|${two.id}`))
    assert.equal((await browser.press(preview, 'bulk')).path, job.path)
    assert.equal((await jobs()).length, 1)
    assert.doesNotMatch((await browser.get(`${job.path}?lang=pl`)).text, /bulk:/)
  })

  test('is called off for what is not due yet, and goes on with what was sent', async () => {
    const one = await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const form = await browser.get(`/admin/bulk/new?q=${one.reference}`)
    const preview = await browser.press(form, 'preview', { action: 'suspend', by: '2099-01-01' })
    const job = await browser.press(preview, 'bulk')
    const stopped = await browser.press(job, 'stop')
    assert.equal(stopped.path, job.path)
    assert.match(stopped.text, /called off/)
    assert.equal(stopped.root.querySelector('[data-job]')?.getAttribute('data-job'), 'finished')
    assert.equal(stopped.root.querySelector('[data-command="stop"]'), null)
    await sendDueItems(site.here.db, 100, new Date('2099-06-01T00:00:00Z'))
    assert.match((await browser.get(job.path)).root.querySelector('tbody')?.text ?? '', /Called off/)
    const again = await browser.send('POST', `${job.path}/stop`, { body: formOf(job, 'stop').body })
    assert.equal(again.status, 303)
    const journal = await browser.get('/admin/audit?what=bulk.stopped')
    assert.equal(journal.root.querySelectorAll('[data-what="bulk.stopped"]').length, 1)
    assert.match(journal.text, /Bulk job called off[\s\S]*suspend, [0-9a-f]{32}[\s\S]*Orders: 1/)
    const client = await signedInClient(site, one)
    const refused = await client.browser.send('POST', `${job.path}/stop`, {
      body: formOf(client.page, 'sign-out').body,
    })
    assert.equal(refused.headers.get('location'), '/admin/sign-in')
  })

  test('says at its field what is missing, and who is left out', async () => {
    await waitingOrder(site)
    const { browser } = await signedInAdmin(site)
    const form = await browser.get('/admin/bulk/new?state=awaiting-configuration')
    const refused = await browser.press(form, 'preview', { action: 'revoke', reason: '' })
    assert.equal(refused.status, 422)
    assert.ok(refused.root.querySelector('#reason-problem'), refused.text)
    const preview = await browser.press(form, 'preview', { action: 'send' })
    assert.ok(preview.root.querySelector('[data-obstacle]'), preview.text)
    assert.equal(preview.root.querySelector('[data-command="bulk"]'), null)
  })

  test('needs a filter, and an admin', async () => {
    const { browser } = await signedInAdmin(site)
    assert.equal((await browser.get('/admin/bulk/new')).status, 404)
    const client = await signedInClient(site, await waitingOrder(site))
    assert.equal((await client.browser.get('/admin/bulk/new?state=issued')).path, '/admin/sign-in')
  })
})
