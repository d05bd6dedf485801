import { z } from 'zod'
import { instant } from './common.ts'

/** What was said to and by the CA about an order, newest first. */
export const exchangePage = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          id: z.string(),
          operation: z.string(),
          startedAt: instant,
          durationMs: z.int(),
          httpStatus: z.int().nullable().meta({ description: 'Null where there was no answer' }),
          result: z.string().meta({ description: '`ok`, or why the call failed' }),
          errorNumbers: z.array(z.int()).meta({ description: 'The CA’s own, where it refused' }),
          request: z.string().nullable(),
          response: z.string().nullable(),
        })
        .meta({ id: 'Exchange' }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ExchangePage' })
