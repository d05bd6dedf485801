import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import session from 'express-session'
import Handlebars from 'handlebars'
import { createLogger } from '../platform/logger.ts'
import { row, rows, sql } from '../store/sql.ts'
import { createScriptedEngine } from '../test/api/scripted-engine.ts'
import { openBrowser, type TestBrowser } from '../test/web/browser.ts'
import { awaitProof, issue, linkFor, waitingOrder } from '../test/web/scenes.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, runSite } from '../test/web/site.ts'
import { createSessionStore } from '../web/session.ts'
import { type Figure, percentile } from './figures.ts'

type Running = Awaited<ReturnType<typeof runSite>>

const AT_ONCE = 4
const REQUESTS = 240
const ROUNDS = 4
const FEW = 1_000
const MANY = 100_000

const BARE = `<!doctype html><html lang="en"><head><title>{{title}}</title></head><body><h1>{{title}}</h1><table>
{{#each rows}}<tr><th><a href="/orders/{{id}}">{{name}}</a></th><td>{{product}}</td><td>{{state}}</td><td>{{ends}}</td></tr>
{{/each}}</table></body></html>`

/**
 * What Express and Handlebars take for a list of 25 rows: at `/` with nothing behind it, at `/read` with a session and one
 * query of PostgreSQL, as the least that a page for somebody needs.
 */
async function bareSite({ here }: Running): Promise<{ origin: string; close(): Promise<void> }> {
  const render = Handlebars.compile(BARE)
  const rowOf = (id: number) => ({ id, name: 'example.com', product: 'SSL', state: 'Issued', ends: '' })
  const page = (ids: readonly number[]): string => render({ title: 'Orders', rows: ids.map(rowOf) })
  const sessions = createSessionStore(here.url, createLogger({ level: 'silent', part: 'bench' }))
  const options = { secret: 'bench', store: sessions.store, resave: false, saveUninitialized: true }
  const app = express()
  app.get('/', (_request, response) => {
    response.type('html').send(page(Array.from({ length: 25 }, (_, id) => id)))
  })
  app.get('/read', session(options), async (_request, response) => {
    const statement = sql`select n::int as id from generate_series(1, 25) as n`
    const found = await rows<{ id: number }>(here.db.em(), statement)
    response.type('html').send(page(found.map(({ id }) => id)))
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await sessions.close()
  }
  return { origin: `http://127.0.0.1:${port}`, close }
}

async function timed(url: string, headers: Record<string, string>): Promise<number> {
  const startMs = performance.now()
  const response = await fetch(url, { headers, redirect: 'manual' })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return performance.now() - startMs
}

/** So many requests, a few at once; how long each took. */
async function load(url: string, headers: Record<string, string> = {}): Promise<number[]> {
  const times: number[] = []
  const worker = async (): Promise<void> => {
    for (let count = 0; count < REQUESTS / AT_ONCE; count += 1) times.push(await timed(url, headers))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return times
}

function cookieOf({ cookies }: TestBrowser): Record<string, string> {
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
}

/** Copies an order until there are so many. */
async function fillUp({ here }: Running, id: string, count: number): Promise<void> {
  const em = here.db.em()
  const columns = async (table: string): Promise<string> => {
    const found = await rows<{ name: string }>(
      em,
      sql`select attname as name from pg_attribute
          where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
            and attname not in ('id', 'order_id', 'reference')`,
    )
    return found.map(({ name }) => name).join(', ')
  }
  const of = { orders: await columns('orders'), view: await columns('order_view') }
  const kept = await row<{ n: number }>(em, sql`select count(*)::int as n from orders`)
  const from = kept?.n ?? 0
  await em.execute(
    `insert into orders (id, reference, ${of.orders}) select 'copy' || n, 'copy' || n, ${of.orders}
     from orders, generate_series(${from}, ${count - 1}) as n where id = '${id}'`,
  )
  await em.execute(
    `insert into order_view (order_id, ${of.view}) select 'copy' || n, ${of.view}
     from order_view, generate_series(${from}, ${count - 1}) as n where order_id = '${id}'`,
  )
  await em.execute('analyze')
}

async function signIn(
  site: Running,
  path: string,
  fields: Record<string, string> = {},
): Promise<TestBrowser> {
  const browser = openBrowser(site.origin)
  await browser.press(await browser.get(path), 'sign-in', fields)
  return browser
}

/**
 * An order's page and lists against a bare page under the same load, in turns within one run; and an admin's list over
 * many orders against the same over few.
 */
export async function pageSpeeds(tell: (words: string) => void): Promise<Figure[]> {
  const site = await runSite(createScriptedEngine())
  const bare = await bareSite(site)
  try {
    const order = await waitingOrder(site)
    await awaitProof(site, order)
    await issue(site, order)
    const client = cookieOf(await signIn(site, await linkFor(site, order)))
    const admin = cookieOf(
      await signIn(site, '/admin/sign-in', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }),
    )
    await fillUp(site, order.id, FEW)
    tell(`pages: ${ROUNDS} rounds of ${REQUESTS} requests`)
    const started = await fetch(`${bare.origin}/read`)
    const reader = { cookie: started.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
    const taken = {
      bare: [] as number[],
      read: [] as number[],
      page: [] as number[],
      list: [] as number[],
      few: [] as number[],
    }
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [bareMs, readMs, pageMs, listMs, fewMs] = [
        await load(bare.origin),
        await load(`${bare.origin}/read`, reader),
        await load(`${site.origin}/orders/${order.id}`, client),
        await load(`${site.origin}/orders?q=shop`, client),
        await load(`${site.origin}/admin/orders`, admin),
      ]
      // The first round warms everything up.
      if (round === 0) continue
      taken.bare.push(...bareMs)
      taken.read.push(...readMs)
      taken.page.push(...pageMs)
      taken.list.push(...listMs)
      taken.few.push(...fewMs)
    }
    tell(`pages: keeping ${MANY} orders`)
    await fillUp(site, order.id, MANY)
    await load(`${site.origin}/admin/orders`, admin)
    const many = await load(`${site.origin}/admin/orders`, admin)
    const p95 = (times: readonly number[]): number => percentile(times, 0.95)
    const baseline = p95(taken.bare)
    const against = { unit: 'ms', baseline, limit: 2, ofRatio: true } as const
    const read = p95(taken.read)
    const beside = { ...against, baseline: read } as const
    return [
      { name: 'pages: bare Express and Handlebars, p95', unit: 'ms', value: baseline },
      { name: "pages: a client's order, p95", value: p95(taken.page), ...against },
      { name: "pages: a client's list, p95", value: p95(taken.list), ...against },
      { name: "pages: an admin's list of 1,000, p95", value: p95(taken.few), ...against },
      { name: 'pages: bare, with a session and one query, p95', unit: 'ms', value: read },
      { name: "pages: a client's order against that", value: p95(taken.page), ...beside },
      { name: "pages: a client's list against that", value: p95(taken.list), ...beside },
      { name: "pages: an admin's list against that", value: p95(taken.few), ...beside },
      {
        name: 'pages: the same of 100,000',
        unit: 'ms',
        value: p95(many),
        baseline: p95(taken.few),
        limit: 1.5,
        ofRatio: true,
      },
    ]
  } finally {
    await bare.close()
    await site.close()
  }
}
