import { z } from 'zod'
import { CA_CHECKS } from '../../domain/ca-checks.ts'
import { CA_ORDER_PURPOSES } from '../../domain/order-view.ts'
import { CONTROL_METHODS } from '../../domain/product.ts'
import { instant } from './common.ts'
import { verificationChoice } from './configuration.ts'
import { keptCommand } from './order.ts'
import { preflightFinding } from './preflight.ts'

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

/** How it stands with the proof of a mailbox: the click on the link in the CA's message. */
const emailState = z
  .strictObject({
    address: z.string(),
    verified: z.boolean(),
    sentAt: instant.nullable(),
    linkValidUntil: instant.nullable(),
    verifiedAt: instant.nullable(),
    validUntil: instant.nullable(),
  })
  .meta({ id: 'EmailVerification' })

/** A check of the CA’s that failed: its own word as `method`, ours as `code`, and what to do. */
const systemCheck = z
  .strictObject({
    name: z.string(),
    method: z.string(),
    info: z.string().nullable(),
    code: z.enum(CA_CHECKS),
    message: z.string(),
  })
  .meta({ id: 'SystemCheck' })

/** What the CA order now running still wants proven; of one that is over, what the CA had verified. */
export const verification = z
  .strictObject({
    caOrder: z.string().nullable(),
    purpose: z.enum(CA_ORDER_PURPOSES).nullable(),
    method: z.enum(CONTROL_METHODS).nullable(),
    code: z.string().nullable(),
    instructions: z.array(instruction),
    order: z.array(z.strictObject({ type: z.string(), state: z.string(), expiresAt: instant.nullable() })),
    system: z.array(systemCheck),
    findings: z.array(preflightFinding).meta({ description: 'What our own look found when it last looked' }),
    findingsAt: instant.nullable(),
    email: emailState.exactOptional(),
  })
  .meta({ id: 'Verification' })

export type VerificationJson = z.output<typeof verification>

/** What is asked for again: control of names by some method, or with S/MIME the message, which takes no choice. */
export const verificationChange = verificationChoice
  .partial({ method: true })
  .meta({ id: 'VerificationChange', example: { method: 'DNS_TXT_PREFIX' } })

/** With 202: what is known so far, and the command that goes on by itself. */
export const verificationWithCommand = verification
  .extend({ command: keptCommand })
  .meta({ id: 'VerificationWithCommand' })
