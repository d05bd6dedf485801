import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaTaskKind } from '../../domain/ca-task.ts'
import { openManualTask, signedInAdmin, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()
const HOSTILE = '<script>alert(1)</script>'

/** The path of a task's page. */
async function task(kind: CaTaskKind): Promise<{ orderId: string; path: string }> {
  const order = await waitingOrder(site)
  const serial = kind === 'revoke' ? { serialNumber: '0a1b' } : {}
  await openManualTask(site, order, { kind, ...serial, request: { names: ['shop.example.com', HOSTILE] } })
  const { browser } = await signedInAdmin(site)
  const list = await browser.get('/admin/ca-tasks')
  const paths = list.root.querySelectorAll('[data-task] a').map((link) => link.getAttribute('href') ?? '')
  return { orderId: order.id, path: paths.at(-1) ?? assert.fail('no task is listed') }
}

describe('tasks at CAs without an API', () => {
  test('say so where there are none', async () => {
    const { browser } = await signedInAdmin(site)
    assert.match((await browser.get('/admin/ca-tasks')).text, /Nothing is to be done/)
  })

  test('say what the CA is to be told, and lead to the order', async () => {
    const { orderId, path } = await task('issue')
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(path)
    assert.equal(page.root.querySelector('[data-copy="a-csr"]') === null, false)
    assert.equal(page.root.querySelector('main a')?.getAttribute('href'), `/admin/orders/${orderId}`)
    assert.equal(page.html.includes(HOSTILE), false)
    assert.equal(
      (await browser.get('/admin')).root.querySelector(`[data-task] a[href="${path}"]`) === null,
      false,
    )
  })

  test('keep what was typed of a certificate that cannot be read, and say so at its field', async () => {
    const { path } = await task('issue')
    const { browser } = await signedInAdmin(site)
    const typed = { certificate: HOSTILE, chain: 'a chain', paidUntil: '2027-05-04' }
    const refused = await browser.press(await browser.get(path), 'certificates', typed)
    assert.equal(refused.status, 422)
    assert.equal(refused.html.includes(HOSTILE), false)
    assert.equal(refused.root.querySelector('#certificate')?.text.includes('alert(1)'), true)
    assert.equal(refused.root.querySelector('#paidUntil')?.getAttribute('value'), '2027-05-04')
    assert.ok(refused.root.querySelector('#certificate-problem'))
    assert.equal(refused.root.querySelector('[data-summary] a')?.getAttribute('href'), '#certificate')
  })

  test('are closed once, with a word about it', async () => {
    const { path } = await task('revoke')
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(path)
    assert.match(page.text, /0a1b/)
    const closed = await browser.press(page, 'result', {}, 'done')
    assert.match(closed.text, /The task is closed/)
    assert.equal((await browser.press(page, 'result', {}, 'done')).status, 404)
    assert.equal((await browser.get(path)).status, 404)
  })

  test('are for admins only', async () => {
    assert.equal((await site.browser().get('/admin/ca-tasks')).path, '/admin/sign-in')
  })
})
