import type { EntityManager } from '@mikro-orm/postgresql'
import type { CaTaskResult } from '../../domain/ca-task.ts'
import type { Actor } from '../../domain/command.ts'
import type { Database } from '../database.ts'
import { type CaTask, closeCaTask, closeCaTasks } from './ca-tasks.ts'
import {
  enterManualCertificate,
  type ManualOrderKey,
  setManualCertificateStatus,
  setManualStatus,
} from './manual-orders.ts'

/** Who said so, and when. */
interface Said {
  by: Actor
  at: Date
}

/** Closes a task, and brings the CA's books to what came of it; one that is closed stays as it is. */
export async function settleCaTask(
  db: Database,
  task: CaTask,
  result: Exclude<CaTaskResult, 'withdrawn'>,
  { by, at }: Said,
): Promise<void> {
  await db.em().transactional(async (em) => {
    if (await closeCaTask(em, task.id, { result, by, at })) await setBooks(em, task, result, at)
  })
}

/** A revocation that the CA would not do leaves the certificate valid. */
async function setBooks(em: EntityManager, task: CaTask, result: CaTaskResult, at: Date): Promise<void> {
  switch (task.kind) {
    case 'revoke': {
      const status = result === 'done' ? 'REVOKED' : 'VALID'
      return setManualCertificateStatus(em, task, task.serialNumber ?? '', status, at)
    }
    case 'reissue':
      return setManualStatus(em, task, 'ENROLLED', at)
    case 'issue':
    case 'renew':
      return setManualStatus(em, task, 'REJECTED', at)
    case 'cancel':
      return
  }
}

/** Keeps the certificate that an admin entered; the tasks that waited for it are done. */
export async function settleByCertificate(
  db: Database,
  key: ManualOrderKey,
  entered: Parameters<typeof enterManualCertificate>[2],
  { by, at }: Said,
): Promise<void> {
  await db.em().transactional(async (em) => {
    await enterManualCertificate(em, key, entered, at)
    await closeCaTasks(em, key, ['issue', 'reissue', 'renew'], { result: 'done', by, at })
  })
}
