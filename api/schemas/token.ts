import { z } from 'zod'
import { SCOPES } from '../../store/queries/tokens.ts'
import { line } from './common.ts'

export { SCOPES }

export const newToken = z.strictObject({
  name: line(100),
  billingSystem: z
    .string()
    .nullish()
    .transform((id) => id || null),
  scopes: z.array(z.enum(SCOPES), { error: 'required' }).min(1, 'required').max(SCOPES.length),
})
