import { z } from 'zod'
import { CA_KINDS } from '../../domain/ca-kind.ts'
import { isDepartment } from '../../domain/department.ts'
import { CA_MODES } from '../../domain/product.ts'
import { line, money, price } from './common.ts'

export const caAccount = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(CA_KINDS).meta({ description: "manual: each step there is an admin's task" }),
    mode: z.enum(CA_MODES),
    url: z.string().nullable().meta({ description: 'Null, as the user is, of a manual CA' }),
    userName: z.string().nullable(),
    department: z.string().nullable().meta({ description: 'Who gets its tasks' }),
    preference: z.int().meta({ description: 'Smaller ones come first' }),
    minimalBalance: money.nullable(),
    balance: money.nullable().meta({
      description: 'As it was entered last; null where nobody looks after it: no CA tells it by its API',
    }),
    enabled: z.boolean().meta({ description: 'Takes new orders' }),
    readOnly: z
      .boolean()
      .meta({ description: 'Given by settings: address, user, password and rate are not changed here' }),
    callsPerSecond: z.number(),
    callBurst: z.int(),
    lastOkAt: z.string().nullable(),
    problem: z.string().nullable().meta({ description: 'Why the CA could not be asked last; a code' }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'CaAccount' })

export type CaAccountJson = z.output<typeof caAccount>

export const caAccountList = z.strictObject({ items: z.array(caAccount) }).meta({ id: 'CaAccountList' })

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** A password must not travel in the clear, nor stand in the address. */
function urlProblem(text: string): 'bad-url' | 'https-required' | null {
  if (!URL.canParse(text)) return 'bad-url'
  const { protocol, username, password, hostname } = new URL(text)
  if (username !== '' || password !== '') return 'bad-url'
  if (protocol === 'https:') return null
  if (protocol !== 'http:') return 'bad-url'
  return LOOPBACK.test(hostname) ? null : 'https-required'
}

const url = line(2000).superRefine((text, context) => {
  const problem = urlProblem(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem })
})

/** Sent as it is: spaces at its ends belong to it. */
const password = z
  .string()
  .min(1, 'required')
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'bad-characters')

const MOST_CALLS = 1000

const fields = {
  name: line(100),
  mode: z.enum(CA_MODES),
  url,
  userName: line(255),
  password,
  department: line(255).refine(isDepartment, 'bad-email').nullable(),
  preference: z.int().min(0).max(1_000_000),
  minimalBalance: price.nullable(),
  balance: money.nullable(),
  enabled: z.boolean(),
  callsPerSecond: z.number().min(0.1).max(MOST_CALLS),
  callBurst: z.int().min(1).max(MOST_CALLS),
}

/** What an account at a CA with an API is reached by. */
export const ACCESS = ['url', 'userName', 'password'] as const

export const caAccountChange = z.strictObject(fields).partial().meta({ id: 'CaAccountChange' })

function accessFits(
  asked: { kind?: unknown } & Partial<Record<(typeof ACCESS)[number], unknown>>,
  context: z.RefinementCtx,
): void {
  const refused = asked.kind === 'manual' ? 'not-for-manual-ca' : 'required'
  for (const field of ACCESS) {
    const isGiven = asked[field] !== undefined
    if (isGiven === (asked.kind === 'manual'))
      context.addIssue({ code: 'custom', path: [field], message: refused })
  }
}

export const newCaAccount = z
  .strictObject(fields)
  .partial()
  .extend({ kind: z.enum(CA_KINDS).default('certum') })
  .required({ name: true, mode: true })
  // Also where something else is wrong: all problems are told at once.
  .superRefine(accessFits, { when: ({ value }) => typeof value === 'object' && value !== null })
  .meta({ id: 'NewCaAccount' })

export const caAccountChecked = z
  .strictObject({
    ok: z.boolean(),
    problem: z.string().nullable().meta({ description: 'A stable code' }),
    detail: z.string().nullable().meta({ description: 'What is wrong and who can mend it, in words' }),
  })
  .meta({ id: 'CaAccountChecked' })
export type CaAccountCheckedJson = z.output<typeof caAccountChecked>
