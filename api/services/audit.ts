import { type AuditEntry, auditEntries } from '../../store/queries/audit.ts'
import { auditQuery } from '../schemas/audit.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { ServiceDeps } from './deps.ts'

const PAGE_SIZE = 50

/** What was done to all orders and to the installation, and by whom; for admins. */
export function createAuditService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    /** Newest first. @throws {CertloomError} `invalid-input` */
    async list(query: unknown): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
      const { cursor, limit = PAGE_SIZE, ...filter } = parseInput(auditQuery, query)
      return auditEntries(db, filter, { cursor, limit })
    },
  }
}
