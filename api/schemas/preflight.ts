import { z } from 'zod'
import { PREFLIGHT_CODES, PREFLIGHT_SEVERITIES } from '../../domain/preflight.ts'

/** One thing that our own look found, in the language of whoever asks. */
export const preflightFinding = z
  .strictObject({
    name: z
      .string()
      .nullable()
      .meta({ description: 'The name of the certificate; null: the order as a whole' }),
    code: z.enum(PREFLIGHT_CODES),
    severity: z.enum(PREFLIGHT_SEVERITIES).meta({
      description: 'problem: the CA will most likely not accept it. Nothing is blocked by a finding',
    }),
    message: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'PreflightFinding' })

export type PreflightFindingJson = z.output<typeof preflightFinding>
