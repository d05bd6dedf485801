import { z } from 'zod'
import { ROLES } from '../../domain/actions.ts'
import { date, searchText } from './common.ts'
import { orNothing, pageQuery } from './order-query.ts'

export const AUDIT_ROLES = [...ROLES, 'system'] as const

export const auditQuery = z.strictObject({
  ...pageQuery.shape,
  who: orNothing(searchText),
  role: orNothing(z.enum(AUDIT_ROLES)),
  what: orNothing(searchText),
  from: orNothing(date),
  until: orNothing(date),
})
