import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { queryOnce } from '../../bin/stack/postgres-part.ts'
import { linkFor, signedInClient, waitingOrder } from './scenes.ts'
import { withSite } from './site.ts'

const site = withSite()

/** Lets nobody into the site's database, or everybody again. */
async function allowConnections(allowed: boolean): Promise<void> {
  const name = new URL(site.here.url).pathname.slice(1)
  const admin = new URL(site.here.url)
  admin.pathname = '/postgres'
  await queryOnce(admin.href, `alter database ${name} with allow_connections ${allowed}`)
  if (!allowed)
    await queryOnce(
      admin.href,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    )
}

describe('while PostgreSQL is away', () => {
  test('every page says so in the reader’s language, and all goes on once it is back', async () => {
    const order = await waitingOrder(site)
    const link = await linkFor(site, order)
    const { browser, page } = await signedInClient(site, order)
    const stranger = site.browser({ language: 'pl' })
    const door = await stranger.get(link)
    await allowConnections(false)
    try {
      for (const path of ['/orders', page.path, `${page.path}/configure`]) {
        const away = await browser.get(path)
        assert.equal(away.status, 503, path)
        assert.match(away.headers.get('retry-after') ?? '', /^\d+$/)
        assert.match(away.text, /Out of service for a moment|Chwilowa przerwa/)
      }
      const refused = await stranger.press(door, 'sign-in')
      assert.equal(refused.status, 503)
      assert.match(refused.text, /Chwilowa przerwa/)
    } finally {
      await allowConnections(true)
    }
    assert.equal((await browser.get(page.path)).status, 200)
    assert.equal(
      (await stranger.press(await stranger.get(link), 'sign-in')).path,
      page.path,
      'the link is still good',
    )
  })
})
