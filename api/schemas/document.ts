import { z } from 'zod'
import { DOCUMENT_DESCRIPTION_LIMIT, DOCUMENT_STATES, DOCUMENT_TYPES } from '../../domain/document.ts'
import { instant, note } from './common.ts'

/** The text fields that come with the files of a document. */
export const documentFields = z.strictObject({
  type: z.enum(DOCUMENT_TYPES),
  description: note(DOCUMENT_DESCRIPTION_LIMIT),
})

const file = z.string().meta({ override: { type: 'string', format: 'binary' } })

/** The whole upload, for the description of the API. */
export const documentUpload = documentFields
  .extend({
    'files[]': z
      .array(file)
      .meta({ description: 'pdf, jpg, jpeg, png or xades; 10 MB each, 10 at once, 40 MB together' }),
  })
  .meta({ id: 'DocumentUpload' })

const document = z
  .strictObject({
    type: z.string(),
    description: z.string(),
    fileNames: z.array(z.string()),
    createdAt: instant.nullable(),
    expiresAt: instant.nullable(),
    state: z.enum(DOCUMENT_STATES).meta({ description: 'NEW until the CA has decided' }),
    reason: z.string().nullable().meta({ description: 'Why it was refused' }),
    sent: z.boolean().meta({ description: 'False until the CA has it' }),
  })
  .meta({ id: 'Document' })

export type DocumentJson = z.output<typeof document>

export const documentList = z.strictObject({ items: z.array(document) }).meta({ id: 'DocumentList' })
