import type { z } from 'zod'
import { actionsFor } from '../../domain/actions.ts'
import { endsWithCertificate } from '../../domain/ca-task.ts'
import { CertloomError } from '../../domain/errors.ts'
import { type CaTask, closeCaTask, openCaTaskById, openCaTasks } from '../../store/queries/ca-tasks.ts'
import { setManualCertificateStatus, setManualStatus } from '../../store/queries/manual-orders.ts'
import { orderById } from '../../store/queries/orders.ts'
import { type caTask, caTaskClosing } from '../schemas/manual.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { factsOf } from './order-json.ts'
import { submitCommand } from './submit-command.ts'

type CaTaskJson = z.output<typeof caTask>
type Closing = z.output<typeof caTaskClosing>

/** More than anybody reads at once. */
const MOST = 500

function taskJson({
  id,
  orderId,
  caOrderId,
  accountName,
  kind,
  serialNumber,
  request,
  createdAt,
}: CaTask): CaTaskJson {
  return { id, orderId, caOrder: caOrderId, account: accountName, kind, serialNumber, request, createdAt }
}

/** What admins are to do at CAs without an API (row O6). */
export function createCaTaskService(deps: ServiceDeps) {
  /** What the CA has come to is in its books first, in one transaction with the task. */
  async function close(caller: Caller, task: CaTask, { result }: Closing): Promise<void> {
    const now = deps.clock()
    await deps.db.em().transactional(async (em) => {
      if (!(await closeCaTask(em, task.id, { result, by: caller.actor, at: now }))) return
      if (task.kind === 'revoke' && task.serialNumber !== null && result === 'done')
        await setManualCertificateStatus(em, task, task.serialNumber, 'REVOKED', now)
      if (endsWithCertificate(task.kind))
        await setManualStatus(em, task, task.kind === 'reissue' ? 'ENROLLED' : 'REJECTED', now)
    })
  }

  /** The watcher would see it too; the order is told at once. */
  async function tell(caller: Caller, task: CaTask): Promise<void> {
    const order = await orderById(deps.db, caller.tenant, task.orderId)
    if (order === null || !actionsFor(factsOf(order), caller.role).includes('synchronize')) return
    await submitCommand(deps, caller, order.id, { name: 'synchronize', body: {}, args: {} })
  }

  return {
    /** What is open, oldest first. */
    async list({ tenant }: Caller): Promise<{ items: CaTaskJson[] }> {
      return { items: (await openCaTasks(deps.db, tenant, MOST)).map(taskJson) }
    },

    /**
     * Closes a task: a revocation or cancellation as `done`, anything as `refused` where the CA would not. Tasks that
     * end with a certificate are done by entering it.
     * @throws {CertloomError} `not-found` where it is not open, `invalid-input`
     */
    async close(caller: Caller, id: string, body: unknown): Promise<CaTaskJson> {
      const closing = parseInput(caTaskClosing, body)
      const task = await openCaTaskById(deps.db, caller.tenant, id)
      if (task === null) throw new CertloomError('not-found')
      if (endsWithCertificate(task.kind) && closing.result === 'done')
        throw new CertloomError('invalid-input', {
          problems: [{ path: '/result', code: 'enter-the-certificate' }],
        })
      await close(caller, task, closing)
      await tell(caller, task)
      return taskJson(task)
    },
  }
}
