import type { CaCertificate, CaOrderState, CaPort, PlacedOrder } from '../port.ts'
import { certificatePort } from './certificate-port.ts'
import type { CertumClient } from './client.ts'
import { meaningOf } from './error-table.ts'
import { evidenceOf, evidencePort } from './evidence-port.ts'
import { CertumFailure } from './failures.ts'
import {
  certificatesOf,
  changedOrders,
  domainControl,
  nameStates,
  orderState,
  product,
} from './from-certum.ts'
import { inOurWords, unlessRefusedAs } from './in-our-words.ts'
import { ordersWithin } from './orders-within.ts'
import { certumApprover, certumOrder, certumOrderToCheck } from './to-certum.ts'
import type { SanVerificationState } from './types.ts'

/** Certum behind the port that activities use. */
export function createCertumPort(client: CertumClient): CaPort {
  return {
    ...evidencePort(client),
    ...certificatePort(client),

    checkOrder: (order) => inOurWords(() => client.validateOrderParameters(certumOrderToCheck(order))),

    placeOrder: (order) =>
      unlessRefusedAs<PlacedOrder>(
        'order-already-placed',
        async () => {
          const placed = await client.quickOrder(certumOrder(order))
          const control = domainControl(placed.sanVerification)
          return { caOrderId: placed.orderId, placed: 'now', control }
        },
        { caOrderId: order.caOrderId, placed: 'earlier', control: null },
      ),

    findOrder: (caOrderId) => unlessRefusedAs('order-unknown', () => stateOf(client, caOrderId), null),

    readOrder: (caOrderId) =>
      inOurWords(async () => {
        const state = await stateOf(client, caOrderId)
        const names = await namesOf(client, state)
        const certificates = await certificatesIfIssued(client, state)
        const evidence = await evidenceOf(client, state)
        return { ...state, ...nameStates(names), certificates, ...evidence }
      }),

    changedOrders: (since, until) =>
      inOurWords(async () => {
        const { orders, timestamp } = await ordersWithin(client.getModifiedOrders, since, until)
        return { orders: changedOrders(orders), caTime: timestamp }
      }),

    placedOrders: (since, until) =>
      inOurWords(async () =>
        changedOrders((await ordersWithin(client.getOrdersByDateRange, since, until)).orders),
      ),

    startControlCheck: (code) =>
      inOurWords(async () => {
        try {
          await client.performSanVerification(code)
          return 'started'
        } catch (error) {
          return postponementOf(error)
        }
      }),

    renewControl: (caOrderId, control) =>
      inOurWords(async () =>
        domainControl(await client.addSanVerification(caOrderId, certumApprover(control))),
      ),

    certificates: (caOrderId, known = []) =>
      inOurWords(async () => {
        const certificates = await certificatesWithoutChains(client, caOrderId)
        const complete: CaCertificate[] = []
        for (const certificate of certificates) {
          complete.push(
            known.includes(certificate.serialNumber) ? certificate : await withChain(client, certificate),
          )
        }
        return complete
      }),

    cancelOrder: (caOrderId, note) =>
      unlessRefusedAs<'cancelled' | 'already'>(
        'already-cancelled',
        async () => {
          await client.cancelOrder(caOrderId, note)
          return 'cancelled'
        },
        'already',
      ),

    products: () => inOurWords(async () => (await client.getProductList()).map(product)),
  }
}

async function stateOf(client: CertumClient, caOrderId: string): Promise<CaOrderState> {
  return orderState(caOrderId, await client.getOrderState(caOrderId))
}

/** Names are asked for unless the order has nothing to do with domains: mailboxes, code signing. */
async function namesOf(client: CertumClient, state: CaOrderState): Promise<readonly SanVerificationState[]> {
  const types = state.verifications.map(({ type }) => type)
  const withoutDomains = types.length > 0 && !types.includes('DOMAIN')
  if (withoutDomains || state.status === 'REJECTED') return []
  return client.getSanVerificationState(state.caOrderId)
}

async function certificatesIfIssued(client: CertumClient, state: CaOrderState): Promise<CaCertificate[]> {
  return state.status === 'ENROLLED' ? certificatesWithoutChains(client, state.caOrderId) : []
}

async function certificatesWithoutChains(client: CertumClient, caOrderId: string): Promise<CaCertificate[]> {
  return certificatesOf(await client.getOrderByOrderID(caOrderId, { certificateDetails: true }))
}

/** Asked for by serial number: which certificate an order id stands for after a reissue is not certain. */
async function withChain(client: CertumClient, certificate: CaCertificate): Promise<CaCertificate> {
  const { caBundle } = await client.getCertificate({ serialNumber: certificate.serialNumber })
  return { ...certificate, chain: [...new Set(caBundle)].filter((pem) => pem !== certificate.pem) }
}

/** The CA was asked too often, saw nothing or has seen it all, is busy with the order or done with it: the state tells. */
const NOT_NOW = ['too-many-checks', 'control-not-seen', 'verification-not-now'] as const

/** What a refused look means when it only says that the look does not help now; anything else is thrown on. */
function postponementOf(error: unknown): 'running' | 'later' | 'expired' {
  const codes = error instanceof CertumFailure ? error.errors.map(({ number }) => meaningOf(number).code) : []
  if (codes.includes('check-running')) return 'running'
  if (codes.includes('code-expired')) return 'expired'
  if (NOT_NOW.some((code) => codes.includes(code))) return 'later'
  throw error
}
