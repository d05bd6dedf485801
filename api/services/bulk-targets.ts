import { actionsFor } from '../../domain/actions.ts'
import type { BulkObstacle } from '../../domain/bulk.ts'
import { CertloomError } from '../../domain/errors.ts'
import { reasonsFor } from '../../domain/revocation.ts'
import { type BulkTarget, bulkTargets, keyOfCertificate } from '../../store/queries/bulk.ts'
import type { CertificateFilter } from '../../store/queries/certificate-filter.ts'
import { listOrders, type OrderFilter } from '../../store/queries/order-list.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { BulkRequest, BulkTargetJson } from '../schemas/bulk.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { factsOf } from './order-json.ts'

/** What is to become a command. */
export interface JudgedTarget extends BulkTargetJson {
  caAccountId: string
  arguments: Record<string, unknown>
}

export interface JudgedOrders {
  matched: number
  targets: JudgedTarget[]
  impossible: Partial<Record<BulkObstacle, number>>
}

const PAGE = 200

/** @throws {CertloomError} `invalid-input` where `sameKeyAs` names no certificate of the caller's whose key is known */
async function filtersOf({ db }: ServiceDeps, caller: Caller, asked: BulkRequest) {
  const { keySha256, sameKeyAs, serialNumbers, notAfterBefore, issuer, ...orders } = asked.filter
  const key = sameKeyAs === undefined ? keySha256 : await keyOfCertificate(db, caller.tenant, sameKeyAs)
  if (key === null || (keySha256 !== undefined && key !== keySha256)) {
    const path = '/filter/sameKeyAs/serialNumber'
    throw new CertloomError('invalid-input', { problems: [{ path, code: 'certificate-unknown' }] })
  }
  const certificates: CertificateFilter = { keySha256: key, serialNumbers, notAfterBefore, issuer }
  const isByCertificate = Object.values(certificates).some((value) => value !== undefined)
  const filter: OrderFilter = { ...orders, ...(isByCertificate ? { certificates } : {}) }
  return { filter, certificates, isByCertificate }
}

/** One set of arguments for each command the order gets, or why it gets none. */
function commandsOf(
  asked: BulkRequest,
  target: BulkTarget,
  { product }: OrderRecord,
  isByCertificate: boolean,
): BulkObstacle | { serialNumber: string | null; arguments: Record<string, unknown> }[] {
  const serialNumber = isByCertificate ? (target.serialNumbers.at(-1) ?? null) : null
  switch (asked.action) {
    case 'revoke': {
      if (target.serialNumbers.length === 0) return 'no-certificate'
      if (!reasonsFor(product.validation).some((reason) => reason === asked.reason)) return 'reason-unfit'
      const why = { reason: asked.reason, compromisedOn: asked.compromisedOn ?? null }
      return target.serialNumbers.map((serial) => ({
        serialNumber: serial,
        arguments: { serialNumber: serial, ...why },
      }))
    }
    case 'reissue':
      if (!target.hasConfiguration) return 'no-configuration'
      return [{ serialNumber, arguments: { serialNumber, addNames: [] } }]
    case 'renew':
      if (!target.hasConfiguration) return 'no-configuration'
      return [{ serialNumber, arguments: { serialNumber, configurationId: null, product: null } }]
    case 'synchronize':
    case 'cancel':
    case 'suspend':
    case 'resume':
    case 'send':
      return [{ serialNumber: null, arguments: {} }]
  }
}

/** Judges every order the filter finds, page by page: what preview and job alike are made of. */
export async function judgeOrders(
  deps: ServiceDeps,
  caller: Caller,
  asked: BulkRequest,
): Promise<JudgedOrders> {
  const { filter, certificates, isByCertificate } = await filtersOf(deps, caller, asked)
  const sum: JudgedOrders = { matched: 0, targets: [], impossible: {} }
  const judge = (order: OrderRecord, target: BulkTarget | undefined): void => {
    sum.matched += 1
    const isOpen = actionsFor(factsOf(order), caller.role).includes(asked.action)
    const found = isOpen && target ? commandsOf(asked, target, order, isByCertificate) : 'not-possible-now'
    if (typeof found === 'string') {
      sum.impossible[found] = (sum.impossible[found] ?? 0) + 1
      return
    }
    const { id: orderId, reference, caAccountId, view } = order
    const shown = { orderId, reference, caAccountId, names: view.names }
    sum.targets.push(...found.map((command) => ({ ...shown, ...command })))
  }
  let cursor: string | undefined
  do {
    const page = await listOrders(deps.db, caller.tenant, {
      ...filter,
      sort: 'createdAt',
      limit: PAGE,
      cursor,
    })
    const ids = page.items.map(({ id }) => id)
    const targets = ids.length === 0 ? null : await bulkTargets(deps.db, ids, certificates)
    for (const order of page.items) judge(order, targets?.get(order.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return sum
}
