import { z } from 'zod'

const part = z.strictObject({ ok: z.boolean(), detail: z.string().nullable() })

export const readiness = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'unavailable']),
    database: part,
    temporal: part,
    ca: part,
    mail: part,
  })
  .meta({ id: 'Readiness' })

export type Readiness = z.output<typeof readiness>
