import { openCaTasks } from '../../store/queries/ca-tasks.ts'
import { insertExchanges } from '../../store/queries/exchanges.ts'
import { beginLedger, finishLedger } from '../../store/queries/ledger.ts'
import type { OrderRecord } from '../../store/queries/orders.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { issuedOrder } from './configured-scene.ts'
import { ADMIN_CALLER, awaitProof, issue, openManualTask, tellEvidence, waitingOrder } from './scenes.ts'
import { MAILBOX, MULTI, type Site, TRUSTED } from './site.ts'

/** What there is for pages to show, by id. Orders that end in `Order` are of one customer. */
export interface Scene {
  waiting: string
  proving: string
  issued: string
  finished: string
  once: string
  mailbox: string
  refused: string
  replacing: string
  customerId: string
  task: string
  account: string
  system: string
  admin: string
  token: string
  webhook: string
  job: string
}

async function administration({ services, here }: Site): Promise<Omit<Scene, keyof Orders>> {
  const token = { name: 'WHMCS', billingSystem: here.billingSystemId, scopes: ['orders:read'] }
  await services.tokens.add(ADMIN_CALLER, token)
  const hook = { url: 'https://shop.example.com/hook' }
  const webhook = await services.webhooks.add(
    { ...ADMIN_CALLER, tenant: { billingSystemId: here.billingSystemId } },
    hook,
  )
  const job = await services.bulk.ask(ADMIN_CALLER, { action: 'suspend', filter: { state: 'issued' } })
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

type Orders = Omit<Scene, 'account' | 'system' | 'admin' | 'token' | 'webhook' | 'job'>

const AT = '2026-05-04T09:30:00.000Z'

/** Papers and verifications as the CA tells of them. */
async function tellPapers(site: Site, proving: OrderRecord): Promise<void> {
  const paper = { createdAt: AT, expiresAt: null, reason: null } as const
  await tellEvidence(site, proving, {
    documents: [
      { ...paper, type: 'ORGANIZATION', description: 'KRS', fileNames: ['statute.pdf'], state: 'ACCEPTED' },
      {
        ...{
          ...paper,
          type: 'AUTHORIZATION',
          description: null,
          fileNames: ['a very long file name of a power of attorney.pdf'],
        },
        ...{ state: 'REJECTED', reason: 'Page two is missing.' },
      },
    ],
    verifications: [
      { type: 'ORGANIZATION', state: 'VERIFIED', expiresAt: '2027-06-07T00:00:00.000Z' },
      { type: 'AUTHORIZATION', state: 'REQUIRED', expiresAt: null },
    ],
  })
}

/** What is kept of an issued order: what was said to the CA, mails, invoices, notes. */
async function keepRecords({ here, services }: Site, { id, caAccountId }: OrderRecord): Promise<void> {
  const call = { caAccountId, orderId: id, durationMs: 120, httpStatus: 200, errorNumbers: [] }
  const words = {
    request: '<quickOrder><customer>shop</customer></quickOrder>',
    response: '<ok/>',
    failure: null,
  }
  await insertExchanges(here.db, [
    { ...call, ...words, operation: 'quickOrder', startedAt: AT },
    {
      ...call,
      ...words,
      operation: 'getOrderState',
      startedAt: AT,
      failure: 'refused',
      errorNumbers: [1014],
    },
  ])
  await requestMail(here.db, id, { template: 'issued', occasion: 'first' })
  await beginLedger(here.db, id, 'invoice', 'term-1')
  await finishLedger(here.db, id, 'invoice', 'term-1', { invoice: 'FV 7' })
  await services.orderNotes.add(ADMIN_CALLER, id, { kind: 'note', text: 'Pays late, but pays.' })
  await services.orderNotes.add(ADMIN_CALLER, id, { kind: 'task', text: 'Call them', dueOn: '2026-12-01' })
}

/** An admin's task at a CA without an API; gives its id. */
async function openTask(site: Site, order: OrderRecord): Promise<string> {
  await openManualTask(site, order)
  const [task] = await openCaTasks(site.here.db, { billingSystemId: null }, 1)
  return task?.id ?? ''
}

/** Orders that wait for something rare: a click in a mailbox, an order anew, a proof for the next certificate. */
async function rareOrders(site: Site, own: Pick<OrderRecord, 'customer'>) {
  const mailbox = await waitingOrder(site, { ...own, product: MAILBOX })
  await awaitProof(site, mailbox, { method: null, names: [] })
  const link = { sentAt: AT, linkValidUntil: '2026-05-05T09:30:00.000Z', verifiedAt: null, validUntil: null }
  const email = { address: own.customer.email, verified: false, ...link }
  await tellEvidence(site, mailbox, { email })
  const { order: refused } = await issuedOrder(site, own)
  const verifying = { kind: 'reissuing', step: 'verifying', waitsFor: 'client' } as const
  await tell(site.here, {
    orderId: refused.id,
    sequence: 9,
    view: viewOf({ state: 'rejected', caOrderPlaced: true }),
  })
  const replacing = await waitingOrder(site, own)
  await awaitProof(site, replacing)
  const activity = { ...verifying, since: AT, dueBy: null, problem: null }
  await issue(site, replacing, 5, undefined, { activity })
  return { mailbox: mailbox.id, refused: refused.id, replacing: replacing.id }
}

async function orders(site: Site): Promise<Orders> {
  const term = (recurring: boolean) => ({ period: 'P1Y', recurring, paidUntil: null })
  const { order } = await issuedOrder(site, { term: term(true) })
  const own = { customer: order.customer }
  const { order: once } = await issuedOrder(site, { ...own, term: term(false) })
  const waiting = await waitingOrder(site, { ...own, product: MULTI })
  const proving = await waitingOrder(site, { ...own, product: TRUSTED })
  await awaitProof(site, proving)
  await tellPapers(site, proving)
  await keepRecords(site, order)
  const finished = await waitingOrder(site, own)
  await awaitProof(site, finished)
  await issue(site, finished)
  return {
    ...(await rareOrders(site, own)),
    task: await openTask(site, waiting),
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
export function clientPages(scene: Scene): string[] {
  const { waiting, proving, issued, finished, once, mailbox, refused, replacing } = scene
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
    ...['', '/verification'].map((page) => `/orders/${mailbox}${page}`),
    ...[`/orders/${refused}`, `/orders/${replacing}`],
  ]
}

/** Every page that admins have, besides those of clients. */
export function adminPages(scene: Scene): string[] {
  const { waiting, issued, refused, task, account, system, admin, token, webhook, job } = scene
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
    ...['/orders/new', `/orders/new?like=${issued}`, `/orders/${refused}`, `/ca-tasks/${task}`],
    ...records.map((page) => `/orders/${issued}${page}`),
  ].map((path) => `/admin${path}`)
}
