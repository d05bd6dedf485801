import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { MAIL_NAMES } from '../../domain/mail.ts'
import { MAILS, type MailKind } from '../../mail/templates.ts'
import { wordsOf, writeMail } from '../../mail/words.ts'
import { rows, sql } from '../../store/sql.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { launchBrowser } from '../support/chromium.ts'
import { adminPages, clientPages, makeScene, type Scene } from './page-list.ts'
import { linkFor } from './scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, withSite } from './site.ts'

const site = withSite()

/** Two hundred characters at which no line breaks by itself. */
const LONG = 'Zażółć'.repeat(34).slice(0, 200)
const LABEL = 'x'.repeat(50)
const NAME = `${LABEL}.${LABEL}.${LABEL}.example.com`
const ADDRESS = `${'jadwiga'.repeat(9)}@${NAME}`

/** Everything that people name, as long as it may be. */
async function lengthen(): Promise<void> {
  const em = site.here.db.em()
  const person = JSON.stringify({
    ...{ firstName: LONG, lastName: LONG, organization: LONG, address1: LONG },
  })
  const statements = [
    sql`update customers set reference = id || ${LONG}, first_name = ${LONG}, last_name = ${LONG}, company = ${LONG},
          address1 = ${LONG}, city = ${LONG}, state = ${LONG}, postal_code = ${LONG.slice(0, 40)}, email = ${ADDRESS}`,
    sql`update orders set reference = id || ${LONG}, product = jsonb_set(product, '{name}', to_jsonb(${LONG}::text)),
          billing = billing || jsonb_build_object('cycle', ${LONG}::text, 'paymentMethod', ${LONG}::text)`,
    sql`update order_view set view = jsonb_set(view, '{names}', jsonb_build_array(${NAME}::text, ${`*.${NAME}`}::text))
          where jsonb_array_length(view -> 'names') > 0`,
    sql`update certificates set names = array[${NAME}::text], issuer = ${LONG}`,
    sql`update ca_orders set names = jsonb_build_array(jsonb_build_object('name', ${NAME}::text, 'state', 'REQUIRED'))
          where jsonb_array_length(names) > 0`,
    sql`update ca_orders set documents = (select jsonb_agg(d || jsonb_build_object('fileNames', jsonb_build_array(${LONG}::text),
          'description', ${LONG}::text, 'reason', ${LONG}::text)) from jsonb_array_elements(documents) d)
          where jsonb_array_length(documents) > 0`,
    sql`update configurations set body = body || jsonb_build_object('contact', ${person}::jsonb
          || jsonb_build_object('email', ${ADDRESS}::text))`,
    sql`update order_notes set text = ${LONG}`,
    sql`update products set name = ${LONG.slice(0, 100)} || code`,
    sql`update billing_systems set name = ${LONG.slice(0, 90)} || left(id, 8)`,
    sql`update ca_accounts set name = ${LONG.slice(0, 100)}, url = ${`https://${NAME}/${'x'.repeat(200)}`},
          user_name = ${LONG}, last_problem = 'connection-lost'`,
    sql`update api_tokens set name = ${LONG.slice(0, 100)}`,
    sql`update webhooks set url = ${`https://${NAME}/${'x'.repeat(200)}`}`,
    sql`insert into admins (id, email, name, password_hash) values ('long', lower(${ADDRESS}), ${LONG.slice(0, 100)}, 'x')`,
    sql`update ca_tasks set request = request || jsonb_build_object('names', jsonb_build_array(${NAME}::text))`,
  ]
  for (const statement of statements) await rows(em, statement)
}

async function assertFits(page: Page, what: string): Promise<void> {
  const tooWide = await page.evaluate(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return ''
    const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
    return scrollWidth + ' px, by ' + wide.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(' | ')
  })()`)
  assert.equal(tooWide, '', what)
}

describe('two hundred characters without a place to break', () => {
  let browser: Browser
  let scene: Scene
  before(async () => {
    ;[browser, scene] = await Promise.all([launchBrowser(), makeScene(site)])
    await lengthen()
  })
  after(() => browser.close())

  async function pageOf(width: number, who: 'client' | 'admin'): Promise<Page> {
    const context = await browser.newContext({
      baseURL: site.origin,
      locale: 'pl',
      viewport: { width, height: 900 },
    })
    const page = await context.newPage()
    if (who === 'client') {
      const order = { id: scene.issued, customerId: scene.customerId }
      await page.goto(await linkFor(site, order as Parameters<typeof linkFor>[1]))
    } else {
      await page.goto('/admin/sign-in')
      await page.fill('[name="email"]', ADMIN_EMAIL)
      await page.fill('[name="password"]', ADMIN_PASSWORD)
    }
    await page.click('[data-command="sign-in"]')
    await page.locator('form[action="/sign-out"]').waitFor()
    return page
  }

  for (const [who, width] of [
    ['client', 360],
    ['client', 1280],
    ['admin', 360],
    ['admin', 1280],
  ] as const)
    test(`fit every page of ${who === 'admin' ? 'an admin' : 'a client'} at ${width} px`, async () => {
      const page = await pageOf(width, who)
      const problems: string[] = []
      for (const path of who === 'client' ? clientPages(scene) : adminPages(scene)) {
        const response = await page.goto(path)
        assert.equal(response?.status(), 200, path)
        await assertFits(page, path).catch((error: Error) => problems.push(error.message))
      }
      assert.deepEqual(problems, [])
      await page.context().close()
    })

  test('fit the page that says where a link was sent', async () => {
    const context = await browser.newContext({ baseURL: site.origin, viewport: { width: 360, height: 900 } })
    const page = await context.newPage()
    await page.goto('/sign-in')
    await page.fill('[name="email"]', ADDRESS)
    await page.click('[data-command="sign-in-link"]')
    await page.getByText(ADDRESS).waitFor()
    await assertFits(page, 'link-sent')
    await context.close()
  })

  test('fit every mail at 360 px', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 900 } })
    const page = await context.newPage()
    for (const template of MAIL_NAMES)
      for (const language of LANGUAGES) {
        const kind: MailKind = MAILS[template]
        const { html } = writeMail({
          language,
          words: wordsOf(template, language),
          params: {
            customer: LONG,
            product: LONG,
            reference: LONG,
            names: `${NAME}, ${NAME}`,
            expires: '2027-01-31',
          },
          url: `https://${NAME}/orders/${'0'.repeat(32)}/verification`,
          lines: kind.saysInstructions ? [`_certum.${NAME} TXT ${'v'.repeat(200)}`] : [LONG],
          isAboutAll: kind.isAboutAll ?? false,
          brand: { name: LONG, logoUrl: null },
        })
        await page.setContent(html)
        await assertFits(page, `${template} in ${language}`)
      }
    await context.close()
  })
})
