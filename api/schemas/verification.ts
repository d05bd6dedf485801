import { z } from 'zod'
import { CA_ORDER_PURPOSES } from '../../domain/order-view.ts'
import { CONTROL_METHODS } from '../../domain/product.ts'
import { instant } from './common.ts'
import { keptCommand } from './order.ts'

const instruction = z
  .strictObject({
    name: z.string(),
    type: z.enum(['dns', 'file', 'email']),
    host: z.string().exactOptional(),
    recordType: z.enum(['TXT', 'CNAME']).exactOptional(),
    value: z.string().exactOptional(),
    url: z.string().exactOptional(),
    body: z.string().exactOptional(),
    address: z.string().exactOptional(),
    state: z.enum(['REQUIRED', 'VERIFIED', 'FAILED']),
    problem: z.string().exactOptional(),
  })
  .meta({ id: 'ControlInstruction' })

/** What the CA order now running still wants proven. */
export const verification = z
  .strictObject({
    caOrder: z.string().nullable(),
    purpose: z.enum(CA_ORDER_PURPOSES).nullable(),
    method: z.enum(CONTROL_METHODS).nullable(),
    code: z.string().nullable(),
    instructions: z.array(instruction),
    order: z.array(z.strictObject({ type: z.string(), state: z.string(), expiresAt: instant.nullable() })),
    system: z.array(z.strictObject({ name: z.string(), method: z.string(), info: z.string().nullable() })),
    email: z.strictObject({ address: z.string() }).exactOptional(),
  })
  .meta({ id: 'Verification' })

export type VerificationJson = z.output<typeof verification>

/** With 202: what is known so far, and the command that goes on by itself. */
export const verificationWithCommand = verification
  .extend({ command: keptCommand })
  .meta({ id: 'VerificationWithCommand' })
