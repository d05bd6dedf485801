import { CALLS_OF, spread } from '../../domain/bulk.ts'
import { CertloomError } from '../../domain/errors.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../store/database.ts'
import { noteAdminChange } from '../../store/queries/admin-changes.ts'
import {
  type BulkProgress,
  bulkItems,
  bulkProgress,
  callRates,
  insertBulkJob,
  stopBulkJob,
} from '../../store/queries/bulk.ts'
import {
  type BulkAcceptedJson,
  type BulkJobJson,
  type BulkPreviewJson,
  type BulkRequest,
  bulkRequest,
} from '../schemas/bulk.ts'
import { pageQuery } from '../schemas/order-query.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { type JudgedOrders, judgeOrders } from './bulk-targets.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import type { CommandOptions } from './submit-command.ts'

const SAMPLE = 10

function progressJson(progress: BulkProgress) {
  const { id, action, total, planned, done, refused, failed, stopped, createdAt } = progress
  const state: BulkJobJson['state'] = done + refused + stopped === total ? 'finished' : 'running'
  return { id, action, state, total, planned, done, refused, failed, stopped, createdAt }
}

function previewOf(asked: BulkRequest, judged: JudgedOrders, rates: Map<string, number>): BulkPreviewJson {
  const { matched, targets, impossible } = judged
  const calls = CALLS_OF[asked.action]
  const accounts = Map.groupBy(targets, ({ caAccountId }) => caAccountId)
  const seconds = [...accounts].map(([account, own]) => (own.length * calls) / (rates.get(account) ?? 1))
  const shown = asked.action === 'revoke' ? targets : targets.slice(0, SAMPLE)
  const sample = shown.map(({ orderId, reference, names, serialNumber }) => ({
    orderId,
    reference,
    names,
    serialNumber,
  }))
  const estimate = { calls: targets.length * calls, seconds: Math.max(0, ...seconds) }
  return { matched, possible: targets.length, impossible, sample, estimate }
}

/** One request for many orders (row X8). */
export function createBulkService(deps: ServiceDeps) {
  const known = async (caller: Caller, id: string): Promise<BulkProgress> => {
    const found = await bulkProgress(deps.db, caller.tenant, id)
    if (found === null) throw new CertloomError('not-found')
    return found
  }
  return {
    /**
     * With `dryRun` tells what would happen; else keeps a job whose commands go out by themselves.
     * @throws {CertloomError} `invalid-input`; `forbidden` for clients
     */
    async ask(
      caller: Caller,
      body: unknown,
      { commandId }: CommandOptions = {},
    ): Promise<{ status: 200; body: BulkPreviewJson } | { status: 202; body: BulkAcceptedJson }> {
      if (caller.customerId !== null) throw new CertloomError('forbidden')
      const asked = parseInput(bulkRequest, body)
      const [judged, callsPerSecond] = await Promise.all([
        judgeOrders(deps, caller, asked),
        callRates(deps.db),
      ])
      const { matched, targets, impossible } = judged
      if (asked.dryRun === true) return { status: 200, body: previewOf(asked, judged, callsPerSecond) }
      const by = asked.by === undefined ? null : new Date(asked.by)
      const rule = { now: deps.clock(), by, calls: CALLS_OF[asked.action], callsPerSecond }
      const { billingSystemId } = caller.tenant
      const job = { id: commandId ?? newId(), billingSystemId, action: asked.action, actor: caller.actor }
      await insertBulkJob(deps.db, { ...job, body: asked }, spread(targets, rule))
      const progress = progressJson(await known(caller, job.id))
      return { status: 202, body: { ...progress, matched, impossible } }
    },

    /**
     * Calls off what is not sent yet; what is sent goes on. Once more changes nothing.
     * @returns how many were called off, and the job
     * @throws {CertloomError} `not-found`; `forbidden` for clients
     */
    async stop(caller: Caller, id: string): Promise<{ stopped: number; job: BulkJobJson }> {
      if (caller.customerId !== null) throw new CertloomError('forbidden')
      const { action } = await known(caller, id)
      const stopped = await inTransaction(deps.db, async (tx) => {
        const count = await stopBulkJob(tx, id)
        const change = {
          what: 'bulk.stopped' as const,
          subject: `${action}, ${id}`,
          details: { orders: { to: count } },
        }
        if (count > 0) await noteAdminChange(tx, caller.actor, change)
        return count
      })
      return { stopped, job: await this.read(caller, id, {}) }
    },

    /** How far a job has come. @throws {CertloomError} `not-found`, `invalid-input` */
    async read(caller: Caller, id: string, query: unknown): Promise<BulkJobJson> {
      const asked = parseInput(pageQuery, query)
      const progress = progressJson(await known(caller, id))
      return { ...progress, ...(await bulkItems(deps.db, id, asked)) }
    },
  }
}
