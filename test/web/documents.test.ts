import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { SAMPLES } from '../api/sample-files.ts'
import { type Page, textOf } from './browser.ts'
import {
  awaitProof,
  issue,
  signedInAdmin,
  signedInClient,
  somebody,
  tellEvidence,
  waitingOrder,
} from './scenes.ts'
import { TRUSTED, withSite } from './site.ts'

const site = withSite()
beforeEach(() => site.engine.reset())

async function atDocuments(language: 'pl' | 'en' = 'en') {
  const order = await waitingOrder(site, { product: TRUSTED, customer: somebody({ language }) })
  await awaitProof(site, order)
  const { browser } = await signedInClient(site, order)
  const path = `/orders/${order.id}/documents`
  return { order, browser, path, page: await browser.get(path) }
}

const STATUTE = ['statute.pdf', SAMPLES.pdf()] as const

/** What the table says of each document, cell by cell. */
function table(page: Page): string[][] {
  return page.root
    .querySelectorAll('[data-document]')
    .map((line) => line.querySelectorAll('th, td').map((cell) => textOf(cell)))
}

function shownIn(page: Page, name: string): string {
  const field = page.root.querySelector(`[name="${name}"]`)
  assert.ok(field, `no field ${name}`)
  if (field.tagName === 'TEXTAREA') return field.textContent.trim()
  return field.querySelector('option[selected]')?.getAttribute('value') ?? ''
}

describe('the page of documents', () => {
  test('is reached from the order, and names what the product needs', async () => {
    const { order, browser, page } = await atDocuments()
    const overview = await browser.get(`/orders/${order.id}`)
    assert.ok(overview.root.querySelector(`a[href$="/documents"][data-command="documents"]`))
    assert.ok(page.root.querySelector('nav a[href$="/documents"][aria-current="page"]'))
    const needed = page.root.querySelectorAll('[data-needed]').map((item) => item.getAttribute('data-needed'))
    assert.deepEqual(needed, ['ORGANIZATION', 'AUTHORIZATION'])
    assert.match(page.text, /No documents yet/)
  })

  test('takes several files without scripts, and lists them', async () => {
    const { browser, path, page } = await atDocuments()
    const fields = { type: 'ORGANIZATION', description: 'register of companies' }
    const after = await browser.upload(page, 'documents', fields, [
      STATUTE,
      ['żółty skan.png', SAMPLES.png()],
    ])
    assert.equal(after.path, path, after.text)
    assert.match(after.text, /The document is handed in/)
    assert.match(after.text, /handed in/)
    const [line] = table(after)
    assert.equal(line?.[0], 'Organization register of companies')
    assert.equal(line?.[1], 'statute.pdf, żółty skan.png')
    assert.equal(line?.[4], 'Not sent yet')
    assert.equal(site.engine.updates[0]?.name, 'addDocuments')
  })

  test('shows the CA’s word, and why a document was refused', async () => {
    const { order, browser, path, page } = await atDocuments('pl')
    await browser.upload(page, 'documents', { type: 'ORGANIZATION' }, [STATUTE])
    const createdAt = '2026-05-04T09:30:00.000Z'
    const paper = { type: 'ORGANIZATION', description: null, fileNames: ['statute.pdf'], createdAt }
    const refused = { ...paper, state: 'REJECTED', expiresAt: null, reason: 'Brak drugiej strony.' } as const
    await tellEvidence(site, order, { documents: [refused] })
    const after = await browser.get(path)
    const [line] = table(after)
    assert.match(line?.[4] ?? '', /Odrzucony.*Brak drugiej strony\./)
    assert.doesNotMatch(textOf(after.root.querySelector('[data-needed]') ?? assert.fail()), /przesłano/)
  })

  test('keeps what was typed when something is wrong, says it at the field, and that files must be chosen again', async () => {
    const { browser, page } = await atDocuments()
    const fields = { type: 'AUTHORIZATION', description: 'power of attorney' }
    const wrong = await browser.upload(page, 'documents', fields, [['letter.pdf', SAMPLES.text()]])
    assert.equal(wrong.status, 422)
    assert.equal(shownIn(wrong, 'type'), 'AUTHORIZATION')
    assert.equal(shownIn(wrong, 'description'), 'power of attorney')
    assert.match(textOf(wrong.root.querySelector('#files-problem') ?? assert.fail()), /letter\.pdf/)
    assert.equal(wrong.root.querySelector('#files')?.getAttribute('aria-invalid'), 'true')
    assert.ok(wrong.root.querySelector('[data-summary] a[href="#files"]'))
    assert.ok(wrong.root.querySelector('[data-again]'))
    assert.deepEqual(site.engine.updates, [])
    const right = await browser.upload(wrong, 'documents', {}, [STATUTE])
    assert.equal(right.status, 200, right.text)
    assert.equal(table(right)[0]?.[0], 'Authorization power of attorney')
  })

  for (const [what, files, status, expected] of [
    ['no file', [], 422, /required/],
    ['a file beyond ten megabytes', [['big.pdf', SAMPLES.pdf(10 * 1024 * 1024)]], 413, /big\.pdf.*10 MB/],
  ] as const) {
    test(`says what is wrong with ${what}`, async () => {
      const { browser, page } = await atDocuments()
      const after = await browser.upload(page, 'documents', { description: 'kept' }, files)
      assert.equal(after.status, status)
      assert.match(textOf(after.root.querySelector('#files-problem') ?? assert.fail()), expected)
      assert.equal(shownIn(after, 'description'), 'kept')
    })
  }

  test('says which file came before', async () => {
    const { browser, page } = await atDocuments()
    const after = await browser.upload(page, 'documents', {}, [STATUTE])
    const again = await browser.upload(after, 'documents', {}, [['renamed.pdf', STATUTE[1]]])
    assert.equal(again.status, 422)
    assert.match(textOf(again.root.querySelector('#files-problem') ?? assert.fail()), /“statute\.pdf”/)
  })

  test('sent twice is one document', async () => {
    const { browser, page } = await atDocuments()
    await browser.upload(page, 'documents', {}, [STATUTE])
    const second = await browser.upload(page, 'documents', {}, [STATUTE])
    assert.equal(second.status, 200)
    assert.equal(table(second).length, 1)
    assert.equal(new Set(site.engine.updates.map(({ message }) => message.commandId)).size, 1)
  })

  test('is kept while the engine is away', async () => {
    const { browser, page } = await atDocuments()
    site.engine.isAway = true
    assert.match((await browser.upload(page, 'documents', {}, [STATUTE])).text, /kept and goes on by itself/)
  })

  test('is closed once issued, and says so to who was late', async () => {
    const { order, browser, path, page } = await atDocuments()
    await issue(site, order)
    const late = await browser.upload(page, 'documents', {}, [STATUTE])
    assert.match(late.text, /not possible any longer/)
    assert.equal(late.path, path)
    assert.ok(late.root.querySelector('[data-closed]'))
    assert.ok(!late.root.querySelector('[type="file"]'))
  })

  test('works for admins under their own path', async () => {
    const { order } = await atDocuments()
    const { browser } = await signedInAdmin(site)
    const page = await browser.get(`/admin/orders/${order.id}/documents`)
    const after = await browser.upload(page, 'documents', {}, [STATUTE])
    assert.equal(after.path, `/admin/orders/${order.id}/documents`)
    assert.equal(table(after).length, 1)
  })
})

describe('forms with files', () => {
  test('are refused without the token, from elsewhere, and from nobody', async () => {
    const { order, browser, path } = await atDocuments()
    const form = new FormData()
    form.append('type', 'ORGANIZATION')
    form.append('files[]', new Blob([new Uint8Array(STATUTE[1])]), 'statute.pdf')
    assert.equal((await browser.send('POST', path, { body: form })).status, 403)
    const stranger = site.browser()
    const asked = await stranger.send('POST', path, { body: form })
    assert.equal(asked.headers.get('location'), '/sign-in')
    const elsewhere = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await browser.send('POST', path, { body: form, headers: elsewhere })).status, 403)
    assert.deepEqual(await site.services.documents.list(callerFor(order.customerId), order.id), { items: [] })
  })
})

function callerFor(customerId: string) {
  const actor = { role: 'client', id: customerId } as const
  return {
    tenant: { billingSystemId: site.here.billingSystemId },
    actor,
    role: 'client' as const,
    customerId,
    language: 'en' as const,
  }
}
