import { addDays, startOfDay } from '../../platform/days.ts'
import { type AuditEntry, auditEntries } from '../../store/queries/audit.ts'
import { timeZoneOf } from '../../store/queries/time-zone.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import { auditQuery } from '../schemas/audit.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { ServiceDeps } from './deps.ts'

const PAGE_SIZE = 50

/** What was done to all orders and to the installation, and by whom; for admins. */
export function createAuditService({ db }: Pick<ServiceDeps, 'db'>) {
  return {
    /** Newest first. @throws {CertloomError} `invalid-input` */
    async list(query: unknown): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
      const { cursor, limit = PAGE_SIZE, from, until, ...filter } = parseInput(auditQuery, query)
      const timeZone = await timeZoneOf(db, WHOLE_INSTALLATION)
      const since = from && startOfDay(from, timeZone).toISOString()
      const before = until && startOfDay(addDays(until, 1), timeZone).toISOString()
      return auditEntries(db, { ...filter, since, before }, { cursor, limit })
    },
  }
}
