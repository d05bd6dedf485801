import type { EntityManager } from '@mikro-orm/postgresql'
import type { CaTaskKind } from '../../../domain/ca-task.ts'
import { newId } from '../../../platform/ids.ts'
import type { Database } from '../../../store/database.ts'
import { closeCaTasks, openCaTask } from '../../../store/queries/ca-tasks.ts'
import {
  type ManualCertificate,
  type ManualOrder,
  type ManualOrderKey,
  manualCertificates,
  manualOrder,
  manualOrderOf,
  manualOrdersWithin,
  openManualOrder,
  setManualCertificateStatus,
  setManualStatus,
} from '../../../store/queries/manual-orders.ts'
import { CaRefusal } from '../errors.ts'
import type {
  CaCertificate,
  CaCertificateRef,
  CaOrderDetail,
  CaOrderRequest,
  CaOrderState,
  CaPort,
  ChangedOrder,
  PlacedOrder,
} from '../port.ts'

interface ManualPortOptions {
  db: Database
  caAccountId: string
  clock(): Date
}

/** Tasks that are of no use once the order is given up. */
const OPEN_ENDED: readonly CaTaskKind[] = ['issue', 'reissue', 'renew']

/**
 * A CA without an API (row O6): its books are two tables of ours, each purchase, reissue, renewal and revocation is an
 * admin's task, and what the admin enters is what the CA "says". Orders live through it as through any other CA.
 */
export function createManualPort({ db, caAccountId, clock }: ManualPortOptions): CaPort {
  const keyOf = (caOrderId: string): ManualOrderKey => ({ caAccountId, caOrderId })
  const inOne = <Output>(write: (em: EntityManager, at: Date) => Promise<Output>): Promise<Output> =>
    db.em().transactional((em) => write(em, clock()))

  async function known(caOrderId: string): Promise<ManualOrder> {
    const found = await manualOrder(db, keyOf(caOrderId))
    if (found === null) throw refusal('order-unknown')
    return found
  }

  async function orderIdOf(of: CaCertificateRef): Promise<string> {
    const caOrderId = 'serialNumber' in of ? await manualOrderOf(db, caAccountId, of.serialNumber) : null
    if (caOrderId === null) throw refusal('certificate-unknown')
    return caOrderId
  }

  async function listed(what: 'placed' | 'changed', since: string, until: string): Promise<ChangedOrder[]> {
    const orders = await manualOrdersWithin(db, caAccountId, what, since, until)
    return Promise.all(orders.map(async (order) => changedOf(order, await manualCertificates(db, order))))
  }

  async function place(
    order: Pick<CaOrderRequest, 'customerLabel' | 'productCode'>,
    caOrderId: string,
    kind: CaTaskKind,
  ) {
    const { customerLabel, productCode } = order
    return inOne(async (em, at): Promise<PlacedOrder> => {
      const isNew = await openManualOrder(em, { ...keyOf(caOrderId), customerLabel, productCode }, at)
      if (isNew) await openCaTask(em, keyOf(caOrderId), { kind, request: order }, at)
      return { caOrderId, placed: isNew ? 'now' : 'earlier', control: null }
    })
  }

  return {
    checkOrder: async () => undefined,
    placeOrder: (order) => place(order, order.caOrderId, 'issue'),
    findOrder: async (caOrderId) => {
      const found = await manualOrder(db, keyOf(caOrderId))
      return found === null ? null : stateOf(found)
    },
    readOrder: async (caOrderId) =>
      detailOf(await known(caOrderId), await manualCertificates(db, keyOf(caOrderId))),
    changedOrders: async (since, until) => {
      const caTime = clock().toISOString()
      return { orders: await listed('changed', since, until), caTime }
    },
    placedOrders: (since, until) => listed('placed', since, until),
    startControlCheck: async () => 'started',
    renewControl: async () => null,
    certificates: async (caOrderId, withoutChain = []) =>
      (await manualCertificates(db, keyOf(caOrderId))).map((each, index) =>
        certificateOf(each, index > 0, withoutChain.includes(each.serialNumber)),
      ),
    cancelOrder: async (caOrderId, note) => {
      if ((await known(caOrderId)).status === 'REJECTED') return 'already'
      return inOne(async (em, at): Promise<'cancelled'> => {
        await closeCaTasks(em, keyOf(caOrderId), OPEN_ENDED, { result: 'withdrawn', by: null, at })
        await openCaTask(
          em,
          keyOf(caOrderId),
          { kind: 'cancel', request: note === undefined ? {} : { note } },
          at,
        )
        await setManualStatus(em, keyOf(caOrderId), 'REJECTED', at)
        return 'cancelled'
      })
    },
    renewOrder: (request) => place(request, newId(), 'renew'),
    reissueCertificate: async (request) => {
      const caOrderId = await orderIdOf(request.of)
      return inOne(async (em, at): Promise<PlacedOrder> => {
        await openCaTask(em, keyOf(caOrderId), { kind: 'reissue', request }, at)
        await setManualStatus(em, keyOf(caOrderId), 'VERIFICATION', at)
        return { caOrderId, placed: 'now', control: null }
      })
    },
    revokeCertificate: async (request) => {
      const { serialNumber } = request
      const key = keyOf(await orderIdOf({ serialNumber }))
      const certificate = (await manualCertificates(db, key)).find(
        (each) => each.serialNumber === serialNumber,
      )
      if (certificate?.status !== 'VALID') return 'already'
      return inOne(async (em, at): Promise<'revoking'> => {
        await openCaTask(em, key, { kind: 'revoke', serialNumber, request }, at)
        await setManualCertificateStatus(em, key, serialNumber, 'REVOKING', at)
        return 'revoking'
      })
    },
    // It lists nothing, and what it wants to see is between the admin and the CA.
    products: async () => [],
    sendDocuments: async () => 'sent',
    documents: async () => [],
    emailVerification: async () => null,
    resendEmail: async () => 'still-valid',
    expiringCertificates: async () => [],
  }
}

function refusal(code: string): CaRefusal {
  return new CaRefusal([{ path: '', code, kind: 'final', caCode: null }])
}

function stateOf({ caOrderId, status, changedAt, productValidUntil }: ManualOrder): CaOrderState {
  return { caOrderId, status, caStatus: status, changedAt, verifications: [], productValidUntil }
}

function detailOf(order: ManualOrder, certificates: readonly ManualCertificate[]): CaOrderDetail {
  return {
    ...stateOf(order),
    names: [],
    systemChecks: [],
    certificates: certificates.map((each, index) => certificateOf(each, index > 0, true)),
    documents: [],
    email: null,
  }
}

function certificateOf(
  { pem, chain, serialNumber, status, revokedAt }: ManualCertificate,
  reissue: boolean,
  isWithoutChain: boolean,
): CaCertificate {
  const kept = isWithoutChain ? null : chain
  return { pem, chain: kept, serialNumber, status, notBefore: null, notAfter: null, revokedAt, reissue }
}

function changedOf(
  { caOrderId, status, productCode, customerLabel }: ManualOrder,
  certificates: readonly ManualCertificate[],
): ChangedOrder {
  const serialNumber = certificates[0]?.serialNumber ?? null
  const reissues = Math.max(0, certificates.length - 1)
  return { caOrderId, status, caStatus: status, productCode, customerLabel, serialNumber, reissues }
}
