import { z } from 'zod'
import { CONTROL_METHODS, EMAIL_PREFIXES } from '../../domain/product.ts'
import { country, email, instant, line, optionalCountry, optionalEmail, optionalLine } from './common.ts'
import { fieldProblem } from './order.ts'

/** Certum takes four business categories. */
export const BUSINESS_CATEGORIES = [
  'Private Organization',
  'Government Entity',
  'Business Entity',
  'Non-Commercial Entity',
] as const

const MEANINGLESS = /^[-.\s]+$/

function subjectLine(max: number) {
  return optionalLine(max).refine((text) => text === undefined || !MEANINGLESS.test(text), 'meaningless')
}

/** Overrides what the CSR says. Limits: the smaller of the Baseline Requirements' (7.1.4) and Certum's. */
const subject = z
  .strictObject({
    commonName: optionalLine(255),
    organization: subjectLine(64),
    locality: subjectLine(128),
    state: subjectLine(128),
    country: optionalCountry,
    email: optionalEmail,
    givenName: subjectLine(16),
    surname: subjectLine(40),
    serialNumber: subjectLine(64),
    businessCategory: z
      .enum([...BUSINESS_CATEGORIES, ''])
      .nullish()
      .transform((text) => text || undefined),
    streetAddress: subjectLine(64),
    postalCode: subjectLine(40),
    jurisdictionLocality: subjectLine(128),
    jurisdictionState: subjectLine(128),
    jurisdictionCountry: optionalCountry,
  })
  .partial()

const prefix = z
  .enum([...EMAIL_PREFIXES, ''])
  .nullish()
  .transform((text) => text || undefined)

/** How control of the names is proven. `email` receives the CA's instructions if `notify` is true. */
export const verificationChoice = z
  .strictObject({
    method: z.enum(CONTROL_METHODS),
    emailPrefix: prefix,
    email: optionalEmail,
    notify: z.boolean().optional(),
  })
  .meta({ id: 'VerificationChoice', example: { method: 'ADMIN', emailPrefix: 'HOSTMASTER' } })

const contact = z.strictObject({
  firstName: line(255),
  lastName: line(255),
  phone: optionalLine(32),
  email,
})

const administrativeContact = z.strictObject({
  firstName: line(255),
  lastName: line(255),
  organization: optionalLine(255),
  jobTitle: optionalLine(255),
  email,
  address1: line(255),
  address2: optionalLine(255),
  city: line(255),
  state: line(255),
  postalCode: line(40),
  country,
  phone: line(32),
})

/** More text than any CSR holds is the CSR reader's to refuse; this only keeps the body's own limit. */
const MOST_CSR_CHARACTERS = 1_048_576

/** Everything a client enters for one certificate. */
export const configuration = z
  .strictObject({
    csr: z.string().min(1, 'required').max(MOST_CSR_CHARACTERS),
    hashAlgorithm: optionalLine(40),
    serverType: optionalLine(40),
    subject: subject.optional(),
    confirmSubject: z
      .boolean()
      .optional()
      .meta({ description: 'The details are as they should be, though their letters look garbled' }),
    names: z.array(z.string().max(1000)).max(1000).optional(),
    keyStorage: z.enum(['card', 'hsm', 'simplysign']).optional(),
    simplySignLogin: optionalLine(64),
    verification: verificationChoice.optional(),
    contact,
    administrativeContact: administrativeContact.optional(),
    organization: z.strictObject({ taxNumber: line(32) }).optional(),
    revocationEmail: optionalEmail,
  })
  .meta({
    id: 'Configuration',
    example: {
      csr: '-----BEGIN CERTIFICATE REQUEST-----\n…\n-----END CERTIFICATE REQUEST-----\n',
      names: ['example.com', 'www.example.com'],
      verification: { method: 'DNS_TXT_PREFIX' },
      contact: { firstName: 'Jadwiga', lastName: 'Kowalska', email: 'jadwiga@example.com' },
    },
  })

export type ConfigurationBody = z.output<typeof configuration>

/** A draft is kept as it was typed: what is wrong in it is said when it is sent. */
export const configurationDraft = z.record(z.string().max(100), z.unknown())

export const configurationDraftKept = z.strictObject({ draft: configurationDraft }).meta({ id: 'KeptDraft' })

export const configurationState = z
  .strictObject({
    configuration: z.record(z.string(), z.unknown()).nullable(),
    draft: z.record(z.string(), z.unknown()).nullable(),
    prefill: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What the customer’s record offers for the contacts' }),
    refusal: z
      .strictObject({ at: instant, problems: z.array(fieldProblem) })
      .nullable()
      .meta({ description: 'Why the CA refused the configuration, until another one is sent' }),
  })
  .meta({ id: 'EnteredConfiguration' })

export const configurationChecked = z
  .strictObject({
    ok: z.literal(true),
    askedCa: z
      .boolean()
      .meta({ description: 'False while the CA is away: then only our own checks were made' }),
    notices: z
      .array(fieldProblem)
      .meta({ description: 'What was made of the names, and what they bring with them; nothing to mend' }),
  })
  .meta({ id: 'ConfigurationChecked' })

export type ConfigurationChecked = z.output<typeof configurationChecked>
