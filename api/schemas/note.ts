import { z } from 'zod'
import { NOTE_KINDS } from '../../domain/order-note.ts'
import { hasPrivateKey } from '../../pki/csr-text.ts'
import { canonicalEmail } from '../../pki/email-address.ts'
import { date, instant, line } from './common.ts'

const MOST_CHARACTERS = 4000

const author = z.strictObject({ role: z.string(), id: z.string().nullable() })

export const orderNote = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    kind: z.enum(NOTE_KINDS),
    text: z.string(),
    dueOn: date.nullable(),
    author,
    createdAt: instant,
    doneAt: instant.nullable(),
    doneBy: author.nullable(),
  })
  .meta({ id: 'OrderNote' })
export type OrderNoteJson = z.output<typeof orderNote>

export const orderNoteList = z.strictObject({ items: z.array(orderNote) }).meta({ id: 'OrderNoteList' })

export const newOrderNote = z
  .strictObject({
    kind: z.enum(NOTE_KINDS),
    text: z
      .string()
      .trim()
      .min(1, 'required')
      .max(MOST_CHARACTERS)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL keeps no NUL
      .regex(/^[^\u0000]*$/, 'bad-characters')
      .refine((text) => !hasPrivateKey(text), 'private-key-sent'),
    dueOn: date.nullish().meta({ description: 'Of a task' }),
  })
  .meta({ id: 'NewOrderNote', example: { kind: 'task', text: 'Call the client', dueOn: '2026-12-01' } })

export const orderNoteChange = z
  .strictObject({ done: z.boolean() })
  .meta({ id: 'OrderNoteChange', example: { done: true } })

export const orderMove = z
  .strictObject({
    customer: z.strictObject({
      reference: line(255)
        .transform(canonicalEmail)
        .meta({ description: 'Their reference, or the e-mail address of one only' }),
    }),
  })
  .meta({ id: 'OrderMove', example: { customer: { reference: '42' } } })
