import assert from 'node:assert/strict'
import type { Caller } from '../../api/services/services.ts'
import type { CaTaskKind } from '../../domain/ca-task.ts'
import type { CustomerInput } from '../../domain/customer.ts'
import type { CertificateSummary, OrderView } from '../../domain/order-view.ts'
import type { ControlMethod } from '../../domain/product.ts'
import { inspectCertificate } from '../../pki/certificate.ts'
import {
  type CaOrderName,
  type CaState,
  currentCaOrder,
  insertCaOrder,
  noteCaState,
} from '../../store/queries/ca-orders.ts'
import { openCaTask } from '../../store/queries/ca-tasks.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { createClientLink } from '../../store/queries/client-links.ts'
import { openManualOrder } from '../../store/queries/manual-orders.ts'
import type { NewOrder, OrderRecord } from '../../store/queries/orders.ts'
import { fixture } from '../pki/fixture.ts'
import { customer, keptOrder, tell, viewOf } from '../store/order-factory.ts'
import type { BrowserOptions, Page, TestBrowser } from './browser.ts'
import { ADMIN_EMAIL, ADMIN_PASSWORD, type Site } from './site.ts'

/** The installation's admin, as the services know them. */
export const ADMIN_CALLER: Caller = {
  tenant: { billingSystemId: null },
  actor: { role: 'admin', id: null },
  role: 'admin',
  customerId: null,
  language: 'en',
}

type Place = Pick<Site, 'here'>

let count = 0

/** A customer of their own, so that each test sees its own orders only. */
export function somebody(overrides: Partial<CustomerInput> = {}): CustomerInput {
  count += 1
  return customer({
    reference: `${process.pid}-${count}`,
    email: `jadwiga.${count}@customer.test`,
    language: 'en',
    ...overrides,
  })
}

/** An order that waits for its configuration, of a customer of its own unless told otherwise. */
export function waitingOrder({ here }: Place, overrides: Partial<NewOrder> = {}): Promise<OrderRecord> {
  return keptOrder(here, { customer: somebody(), ...overrides })
}

const SINCE = '2026-05-04T09:30:00.000Z'

export interface Proof {
  /** Null: no names are proven. */
  method?: ControlMethod | null
  code?: string
  names?: readonly CaOrderName[]
  view?: Partial<OrderView>
  sequence?: number
}

/** Makes it an order that the CA has taken, and whose names are to be proven. */
export async function awaitProof(site: Place, order: OrderRecord, proof: Proof = {}): Promise<void> {
  const { method = 'DNS_TXT_PREFIX', code = 'c0de5', sequence = 1 } = proof
  const names = proof.names ?? [{ name: 'shop.example.com', state: 'REQUIRED' }]
  const caOrderId = `${order.id}-1`
  await insertCaOrder(site.here.db, {
    caAccountId: order.caAccountId,
    caOrderId,
    orderId: order.id,
    n: 1,
    purpose: 'issue',
    productCode: order.product.code,
    customerLabel: order.id,
    status: 'AWAITING',
    method,
    code,
    configurationId: null,
    names,
    placedAt: new Date(SINCE),
  })
  await tell(site.here, {
    orderId: order.id,
    sequence,
    events: [
      {
        name: 'order.verification-needed',
        actor: { role: 'client', id: order.customerId },
        at: SINCE,
        details: {},
      },
    ],
    view: viewOf({
      state: 'verifying',
      activity: {
        kind: 'ordering',
        step: 'verifying',
        waitsFor: 'client',
        since: SINCE,
        dueBy: null,
        problem: null,
      },
      names: names.map(({ name }) => name),
      verification: method === null ? null : { method, verified: 0, of: names.length },
      caOrders: [
        {
          id: caOrderId,
          product: order.product.code,
          purpose: 'issue',
          status: 'AWAITING',
          productValidUntil: null,
        },
      ],
      caOrderPlaced: true,
      ...proof.view,
    }),
  })
}

/** What the CA says of an order's papers and mailbox. */
export async function tellEvidence(
  site: Place,
  order: OrderRecord,
  said: Partial<Pick<CaState, 'documents' | 'email' | 'verifications'>>,
): Promise<void> {
  const row = await currentCaOrder(site.here.db, order.id)
  const nothing = { names: [], verifications: [], systemChecks: [], productValidUntil: null }
  await noteCaState(site.here.db, row?.id ?? '', { status: 'AWAITING', ...nothing, ...said }, new Date())
}

/** Makes it an order at a CA without an API, with something there for an admin to do. */
export async function openManualTask(
  { here }: Place,
  { id, caAccountId, product }: OrderRecord,
  task: { kind: CaTaskKind; serialNumber?: string; request?: Record<string, unknown> } = { kind: 'issue' },
): Promise<void> {
  const key = { caAccountId, caOrderId: `${id}-m` }
  const em = here.db.em()
  await openManualOrder(em, { ...key, customerLabel: id, productCode: product.code }, new Date(SINCE))
  const request = { csr: 'a-csr', names: ['shop.example.com'], productCode: product.code, ...task.request }
  await openCaTask(em, key, { ...task, request }, new Date(SINCE))
}

const CHAIN = [fixture('intermediate.pem'), fixture('root.pem')]

/** The certificate that `issue` gives an order. */
export const LEAF = inspectCertificate(fixture('leaf.pem'))

/** Makes it an order whose certificate is there: `LEAF`, or another with what is above it. */
export async function issue(
  site: Place,
  order: OrderRecord,
  sequence = 5,
  { leaf, above } = { leaf: LEAF.pem, above: CHAIN },
  view: Partial<OrderView> = {},
): Promise<void> {
  const caOrderId = `${order.id}-1`
  const { serialNumber, notBefore, notAfter, names, issuer, pem } = inspectCertificate(leaf)
  const certificate: CertificateSummary = {
    serialNumber,
    status: 'VALID',
    notBefore,
    notAfter,
    names,
    issuer,
    caOrder: caOrderId,
  }
  await saveCertificates(site.here.db, order.id, [
    {
      ...certificate,
      caOrderId,
      pem,
      chain: above,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
    },
  ])
  await tell(site.here, {
    orderId: order.id,
    sequence,
    events: [
      { name: 'order.issued', actor: { role: 'system', id: null }, at: SINCE, details: { serialNumber } },
    ],
    view: viewOf({
      state: 'issued',
      names,
      expiresAt: notAfter,
      productValidUntil: '2027-05-04T00:00:00.000Z',
      verification: { method: 'DNS_TXT_PREFIX', verified: names.length, of: names.length },
      certificates: [certificate],
      caOrders: [
        {
          id: caOrderId,
          product: order.product.code,
          purpose: 'issue',
          status: 'ENROLLED',
          productValidUntil: '2027-05-04T00:00:00.000Z',
        },
      ],
      caOrderPlaced: true,
      ...view,
    }),
  })
}

export async function linkFor({ here }: Place, order: OrderRecord, ttlMs = 600_000): Promise<string> {
  const { id, customerId } = order
  const token = await createClientLink(here.db, { customerId, orderId: id, purpose: 'sign-in', ttlMs })
  return `/link/${token}`
}

/** A browser in which the order's customer has signed in, and the page they came to. */
export async function signedInClient(
  site: Site,
  order: OrderRecord,
  options?: BrowserOptions,
): Promise<{ browser: TestBrowser; page: Page }> {
  const browser = site.browser(options)
  const door = await browser.get(await linkFor(site, order))
  const page = await browser.press(door, 'sign-in')
  assert.equal(page.path, `/orders/${order.id}`, page.text)
  return { browser, page }
}

/** A browser in which an admin has signed in, at what needs a hand. */
export async function signedInAdmin(
  site: Site,
  options: BrowserOptions = {},
): Promise<{ browser: TestBrowser; page: Page }> {
  const browser = site.browser(options)
  const door = await browser.get('/admin/sign-in')
  const page = await browser.press(door, 'sign-in', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD })
  assert.equal(page.path, '/admin', page.text)
  return { browser, page }
}
