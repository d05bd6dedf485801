import { z } from 'zod'
import { MAIL_NAMES, MAIL_PARTS, unknownPlaceholder } from '../../domain/mail.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { instant, line } from './common.ts'

const MOST_BODY_CHARACTERS = 4000

const text = {
  subject: line(200),
  body: z.string().trim().min(1, 'required').max(MOST_BODY_CHARACTERS),
  link: line(100),
  note: line(1000),
}

export const mailTemplate = z
  .strictObject({
    template: z.enum(MAIL_NAMES),
    language: z.enum(LANGUAGES),
    billingSystem: z.string().nullable().meta({ description: 'Null: the words for all billing systems' }),
    ...text,
    changed: z.boolean().meta({ description: 'False where these are the words that Certloom comes with' }),
    updatedAt: instant.nullable(),
  })
  .meta({ id: 'MailTemplate' })
export type MailTemplateJson = z.output<typeof mailTemplate>

export const mailTemplateList = z
  .strictObject({ items: z.array(mailTemplate) })
  .meta({ id: 'MailTemplateList' })

/** Which words are meant. */
export const mailTemplateQuery = z.strictObject({
  language: z.enum(LANGUAGES),
  billingSystem: line(64).optional(),
})

export const mailTemplateChange = z
  .strictObject(text)
  .superRefine((words, context) => {
    for (const part of MAIL_PARTS)
      if (unknownPlaceholder(words[part]) !== null)
        context.addIssue({ code: 'custom', path: [part], message: 'placeholder-unknown' })
  })
  .meta({
    id: 'MailTemplateChange',
    description: 'May hold {{customer}}, {{product}}, {{reference}}, {{names}}, {{expires}}',
    example: {
      subject: 'Your certificate ({{reference}})',
      body: 'attached is the certificate for {{names}}.',
      link: 'Go to the order',
      note: 'Ask us if anything is unclear.',
    },
  })
