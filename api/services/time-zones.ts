import { timeZoneOf } from '../../store/queries/time-zone.ts'
import type { Tenant } from '../../store/tenant.ts'
import type { ServiceDeps } from './deps.ts'

/** In which zone days are told. */
export function createTimeZoneService({ db }: Pick<ServiceDeps, 'db'>) {
  return { of: (tenant: Tenant): Promise<string> => timeZoneOf(db, tenant) }
}
