import type { z } from 'zod'
import { actionsFor } from '../../domain/actions.ts'
import { endsWithCertificate } from '../../domain/ca-task.ts'
import { CertloomError } from '../../domain/errors.ts'
import { settleCaTask } from '../../store/queries/ca-task-results.ts'
import { type CaTask, openCaTaskById, openCaTasks } from '../../store/queries/ca-tasks.ts'
import { orderById } from '../../store/queries/orders.ts'
import { type caTask, caTaskClosing } from '../schemas/manual.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { factsOf } from './order-json.ts'
import { submitCommand } from './submit-command.ts'

type CaTaskJson = z.output<typeof caTask>

/** More than anybody reads at once. */
const MOST = 500

function taskJson({
  id,
  orderId,
  caOrderId,
  accountName,
  department,
  kind,
  serialNumber,
  request,
  createdAt,
}: CaTask): CaTaskJson {
  return {
    id,
    orderId,
    caOrder: caOrderId,
    account: accountName,
    department,
    kind,
    serialNumber,
    request,
    createdAt,
  }
}

/** What admins are to do at CAs without an API (row O6). */
export function createCaTaskService(deps: ServiceDeps) {
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
      await settleCaTask(deps.db, task, closing.result, { by: caller.actor, at: deps.clock() })
      await tell(caller, task)
      return taskJson(task)
    },
  }
}
