import type { Caller } from '../../api/services/services.ts'
import { issuedOrder } from './configured-scene.ts'
import { awaitProof, issue, waitingOrder } from './scenes.ts'
import { MULTI, type Site, TRUSTED } from './site.ts'

/** What there is for pages to show, by id. Orders that end in `Order` are of one customer. */
export interface Scene {
  waiting: string
  proving: string
  issued: string
  finished: string
  once: string
  customerId: string
  account: string
  system: string
  admin: string
  token: string
  webhook: string
  job: string
}

const ADMIN: Caller = {
  tenant: { billingSystemId: null },
  actor: { role: 'admin', id: null },
  role: 'admin',
  customerId: null,
  language: 'en',
}

async function administration({ services, here }: Site): Promise<Omit<Scene, keyof Orders>> {
  const token = { name: 'WHMCS', billingSystem: here.billingSystemId, scopes: ['orders:read'] }
  await services.tokens.add(ADMIN, token)
  const hook = { url: 'https://shop.example.com/hook' }
  const webhook = await services.webhooks.add(
    { ...ADMIN, tenant: { billingSystemId: here.billingSystemId } },
    hook,
  )
  const job = await services.bulk.ask(ADMIN, { action: 'suspend', filter: { state: 'issued' } })
  const [firstToken] = await services.tokens.list()
  const [admin] = await services.admins.list()
  return {
    account: here.caAccountId,
    system: here.billingSystemId,
    admin: admin?.id ?? '',
    token: firstToken?.id ?? '',
    webhook: webhook.id,
    job: 'id' in job.body ? job.body.id : '',
  }
}

type Orders = Pick<Scene, 'waiting' | 'proving' | 'issued' | 'finished' | 'once' | 'customerId'>

async function orders(site: Site): Promise<Orders> {
  const term = (recurring: boolean) => ({ period: 'P1Y', recurring, paidUntil: null })
  const { order } = await issuedOrder(site, { term: term(true) })
  const own = { customer: order.customer }
  const { order: once } = await issuedOrder(site, { ...own, term: term(false) })
  const waiting = await waitingOrder(site, { ...own, product: MULTI })
  const proving = await waitingOrder(site, { ...own, product: TRUSTED })
  await awaitProof(site, proving)
  const finished = await waitingOrder(site, own)
  await awaitProof(site, finished)
  await issue(site, finished)
  return {
    waiting: waiting.id,
    proving: proving.id,
    issued: order.id,
    finished: finished.id,
    once: once.id,
    customerId: order.customerId,
  }
}

/** Makes everything that the pages of the list show. */
export async function makeScene(site: Site): Promise<Scene> {
  return { ...(await orders(site)), ...(await administration(site)) }
}

/** The pages of those who are nobody yet. */
export const DOORS: readonly string[] = ['/sign-in', '/admin/sign-in', '/link/none', '/nothing']

/** Every page that an order's client has, by the scene it stands in. */
export function clientPages({ waiting, proving, issued, finished, once }: Scene): string[] {
  const later = ['renewal-csr', 'reissue', 'properties', 'renewal', 'revoke', 'send', 'cancellation']
  return [
    '/orders',
    `/orders/${waiting}`,
    `/orders/${waiting}/configure`,
    `/orders/${waiting}/configure?step=2`,
    ...['', '/verification', '/state', '/documents', '/contact'].map((page) => `/orders/${proving}${page}`),
    ...['', ...later.map((page) => `/${page}`)].map((page) => `/orders/${issued}${page}`),
    `/orders/${once}/renew`,
    `/orders/${finished}/certificates`,
  ]
}

/** Every page that admins have, besides those of clients. */
export function adminPages(scene: Scene): string[] {
  const { waiting, issued, account, system, admin, token, webhook, job } = scene
  const records = ['', '/exchanges', '/mails', '/ledger', '/notes', '/move', '/payment', '/terminate']
  return [
    ...['', '/orders', '/orders?state=issued&waitsFor=client', '/ca-tasks', '/ca-orders', '/components'],
    ...['/products', '/products/new', `/products/${MULTI.code}`, '/ca', '/ca/new', `/ca/${account}`],
    ...['/mails', '/mails/issued?language=en', '/billing-systems', '/billing-systems/new'],
    ...[`/billing-systems/${system}`, '/bulk/new?state=issued&action=send', `/bulk/${job}`],
    ...['/audit', '/settings', '/users', '/users/new', `/users/${admin}`, `/users/${admin}/password`],
    ...[`/users/${admin}/remove`, '/tokens', '/tokens/new', `/tokens/${token}/revoke`],
    ...['/webhooks', '/webhooks/new', `/webhooks/${webhook}`, `/webhooks/${webhook}/delete`],
    `/orders/${waiting}/cancel`,
    ...['/orders/new', `/orders/new?like=${issued}`],
    ...records.map((page) => `/orders/${issued}${page}`),
  ].map((path) => `/admin${path}`)
}
