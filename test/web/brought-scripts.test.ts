import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { adminPages, clientPages, makeScene } from './page-list.ts'
import { linkFor, signedInAdmin } from './scenes.ts'
import { withSite } from './site.ts'

const WEB = join(import.meta.dirname, '../../web')
const TOOLS = { makeKey: 'make-key.ts', makeP12: 'make-p12.ts' } as const

/** An entry and all it imports of the browser's own code. */
function sourcesOf(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const imported = [...source.matchAll(/from '(\.\/[\w-]+\.ts)'/g)]
  return [source, ...imported.flatMap(([, path = '']) => sourcesOf(join(dirname(file), path)))]
}

/** What a script looks for in the whole page, as `data-key-tool`. */
function rootsOf(entry: string): string[] {
  const source = sourcesOf(join(WEB, 'browser', entry)).join('\n')
  const selectors = [...source.matchAll(/document\.querySelector(?:All)?(?:<\w+>)?\('([^']+)'\)/g)]
  return selectors.flatMap(([, selector = '']) =>
    [...selector.matchAll(/\[(data-[\w-]+)\]/g)].map(([, name = '']) => name),
  )
}

function viewsWith(root: string): { file: string; source: string }[] {
  return readdirSync(join(WEB, 'views'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => ({ file, source: readFileSync(join(WEB, 'views', file), 'utf8') }))
    .filter(({ source }) => new RegExp(`${root}[=\\s>]`).test(source))
}

const site = withSite()

describe('what is drawn for a script', () => {
  const everywhere = rootsOf('main.ts')

  for (const [tool, entry] of Object.entries(TOOLS))
    test(`brings its script in the same view: ${tool}`, () => {
      const roots = rootsOf(entry).filter((root) => !everywhere.includes(root))
      assert.equal(roots.length, 1, roots.join())
      const drawing = viewsWith(roots[0] ?? '')
      assert.ok(drawing.length > 0)
      const dead = drawing.filter(({ source }) => !source.includes(`{{script "${tool}"}}`))
      assert.deepEqual(
        dead.map(({ file }) => file),
        [],
      )
    })

  test('has it once on every page that is, and no other page loads it', async () => {
    const scene = await makeScene(site)
    const order = { id: scene.issued, customerId: scene.customerId } as Parameters<typeof linkFor>[1]
    const client = site.browser()
    await client.press(await client.get(await linkFor(site, order)), 'sign-in')
    const admin = await signedInAdmin(site)
    const shared = clientPages(scene)
    const visits = [
      ...shared.map((path) => ({ browser: client, path })),
      ...[...adminPages(scene), ...shared.map((path) => `/admin${path}`)].map((path) => ({ ...admin, path })),
    ]
    const drawn: string[] = []
    for (const { browser, path } of visits) {
      const { html } = await browser.get(path)
      for (const tool of ['key', 'p12']) {
        const isDrawn = html.includes(`data-${tool}-tool=`)
        assert.equal(html.split(`/assets/make${tool}-`).length - 1, isDrawn ? 1 : 0, `${path}: ${tool}`)
        if (isDrawn) drawn.push(path.replace(/[0-9a-f]{32}/, 'id'))
      }
    }
    for (const page of ['configure', 'reissue', 'renew', 'renewal-csr', 'certificates'])
      for (const place of ['/orders/id', '/admin/orders/id'])
        assert.ok(drawn.includes(`${place}/${page}`), page)
  })
})
