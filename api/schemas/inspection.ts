import { z } from 'zod'
import { CONTROL_METHODS } from '../../domain/product.ts'
import { key, subjectFields } from './certificate.ts'
import { fieldProblem } from './order.ts'
import { preflightFinding } from './preflight.ts'

export const csrInspection = z
  .strictObject({
    subject: subjectFields,
    names: z.array(z.string()),
    emails: z.array(z.string()),
    ipAddresses: z.array(z.string()),
    key,
    signature: z.strictObject({ algorithm: z.string(), valid: z.boolean() }),
    sha256: z.string(),
    pem: z.string(),
    findings: z.array(
      z.strictObject({
        code: z.string(),
        message: z.string(),
        refused: z.boolean().meta({ description: 'True where no certificate is ordered for such a CSR' }),
        field: z
          .string()
          .exactOptional()
          .meta({ description: 'The field of the subject that it is about, where it is about one' }),
      }),
    ),
  })
  .meta({ id: 'CsrInspection' })

export type CsrInspectionJson = z.output<typeof csrInspection>

export const namesInspection = z
  .strictObject({
    names: z.array(
      z.strictObject({
        input: z.string(),
        name: z.string().nullable(),
        display: z.string().nullable(),
        kind: z.enum(['dns', 'wildcard', 'ip']).nullable(),
        approverAddresses: z.array(z.string()),
      }),
    ),
    methods: z.array(z.string()),
    problems: z.array(fieldProblem),
    notices: z.array(fieldProblem).meta({
      description: 'What was made of the entries (a name of a web address, one name of two); nothing to mend',
    }),
    findings: z.array(preflightFinding.extend({ method: z.enum(CONTROL_METHODS) })).meta({
      description: 'What stands against proving these names by a method that the product knows',
    }),
  })
  .meta({ id: 'NamesInspection' })

export type NamesInspectionJson = z.output<typeof namesInspection>
