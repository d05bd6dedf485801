import { z } from 'zod'
import { CA_TASK_KINDS } from '../../domain/ca-task.ts'
import { date, instant, paidUntil } from './common.ts'

/** More than any chain needs. */
const MOST_PEM_CHARACTERS = 100_000

/** What an admin enters that a CA without an API has issued. */
export const enteredCertificate = z
  .strictObject({
    certificate: z.string().min(1, 'required').max(MOST_PEM_CHARACTERS),
    chain: z.string().max(MOST_PEM_CHARACTERS).nullish(),
    expiresOn: date.nullish().meta({ description: 'Compared with the certificate’s own last day' }),
    paidUntil: paidUntil.nullish(),
  })
  .meta({ id: 'EnteredCertificate', example: { certificate: '-----BEGIN CERTIFICATE-----\n…' } })

export const caTask = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    caOrder: z.string(),
    account: z.string(),
    department: z.string().nullable(),
    kind: z.enum(CA_TASK_KINDS),
    serialNumber: z.string().nullable(),
    request: z.record(z.string(), z.unknown()).meta({ description: 'What the CA is to be told' }),
    createdAt: instant,
  })
  .meta({ id: 'CaTask' })

export const caTaskList = z.strictObject({ items: z.array(caTask) }).meta({ id: 'CaTaskList' })

export const caTaskClosing = z
  .strictObject({ result: z.enum(['done', 'refused']) })
  .meta({ id: 'CaTaskClosing', example: { result: 'done' } })
