import { z } from 'zod'
import { ACTIONS } from '../../domain/actions.ts'
import { ACTIVITY_KINDS, ACTIVITY_STEPS, ORDER_STATES, PARTIES } from '../../domain/order-state.ts'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { CA_ORDER_PURPOSES, CA_ORDER_STATUSES, CERTIFICATE_STATUSES } from '../../domain/order-view.ts'
import { CONTROL_METHODS, PRODUCT_KINDS, VALIDATIONS } from '../../domain/product.ts'
import { date, instant, language, money } from './common.ts'
import { obstacle } from './obstacle.ts'

export const id = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .meta({ example: '0b7d0c3f5e0f4c1c9c0c1c7d2f9a4e11' })

export const certificateSummary = z
  .strictObject({
    serialNumber: z.string().regex(/^[0-9A-F]+$/),
    status: z.enum(CERTIFICATE_STATUSES),
    notBefore: instant,
    notAfter: instant,
    names: z.array(z.string()),
    missingNames: z
      .array(z.string())
      .exactOptional()
      .meta({ description: 'Names that were ordered and are not in it' }),
    extraNames: z.array(z.string()).exactOptional().meta({ description: 'Names in it that nobody ordered' }),
    issuer: z.string(),
    caOrder: z.string(),
  })
  .meta({ id: 'CertificateSummary' })

const activity = z.strictObject({
  kind: z.enum(ACTIVITY_KINDS),
  step: z.enum(ACTIVITY_STEPS),
  waitsFor: z.enum(PARTIES),
  since: instant,
  dueBy: instant.nullable(),
  problem: z.string().nullable().meta({
    description: 'A code. `ca-check-…`: a check of the CA that failed, for the party in `waitsFor` to mend',
    example: 'ca-check-caa',
  }),
  problemText: z.string().nullable().meta({ description: 'The problem in words' }),
})

const billing = z.strictObject({
  registeredOn: date.nullable(),
  cycle: z.string().nullable(),
  firstPayment: money.nullable(),
  recurring: money.nullable(),
  nextDueDate: date.nullable(),
  paymentMethod: z.string().nullable(),
  invoice: z.string().nullable(),
  serviceStatus: z.string().nullable(),
})

/** An order as every caller sees it. */
export const order = z
  .strictObject({
    id,
    reference: z.string(),
    state: z.enum(ORDER_STATES),
    suspended: z.boolean(),
    activity: activity.nullable(),
    product: z.strictObject({
      code: z.string(),
      name: z.string(),
      kind: z.enum(PRODUCT_KINDS),
      validation: z.enum(VALIDATIONS).nullable(),
    }),
    customer: z.strictObject({ reference: z.string(), name: z.string(), email: z.string(), language }),
    names: z.array(z.string()),
    term: z.strictObject({ recurring: z.boolean(), paidUntil: date.nullable() }),
    billing,
    expiresAt: instant.nullable(),
    productValidUntil: instant.nullable(),
    renewal: z.strictObject({
      policy: z.enum(RENEWAL_POLICIES),
      daysBefore: z.int().nullable(),
      effectiveDaysBefore: z.int(),
      startsAt: instant.nullable(),
      csrStored: z.boolean(),
    }),
    verification: z
      .strictObject({ method: z.enum(CONTROL_METHODS), verified: z.int(), of: z.int() })
      .nullable(),
    certificates: z.array(certificateSummary),
    caOrders: z.array(
      z.strictObject({
        id: z.string(),
        product: z.string(),
        purpose: z.enum(CA_ORDER_PURPOSES),
        status: z.enum(CA_ORDER_STATUSES),
        productValidUntil: instant.nullable(),
      }),
    ),
    actions: z.array(z.enum(ACTIONS)),
    createdAt: instant,
    updatedAt: instant,
    links: z.strictObject({ self: z.url(), client: z.url(), temporal: z.url().nullable() }),
  })
  .meta({ id: 'Order' })

export type OrderJson = z.output<typeof order>

const commandState = z.enum(['accepted', 'done', 'refused'])

export const keptCommand = z.strictObject({ id, state: commandState }).meta({ id: 'KeptCommand' })

/** An order with the command that is kept and goes on by itself. */
export const orderWithCommand = order.extend({ command: keptCommand }).meta({ id: 'OrderWithCommand' })

export const orderPage = z
  .strictObject({ items: z.array(order), nextCursor: z.string().nullable() })
  .meta({ id: 'OrderPage' })

export const orderList = z.strictObject({ items: z.array(order) }).meta({ id: 'OrderList' })

const fieldProblem = z
  .strictObject({
    path: z.string().meta({ description: 'JSON pointer into the body', example: '/verification/method' }),
    code: z.string(),
    message: z.string(),
    caCode: z.int().optional(),
  })
  .meta({ id: 'FieldProblem' })

export { fieldProblem }

export const command = z
  .strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{32}(-configuration)?$/)
      .meta({
        description: 'Of a configuration that came with its order: the order’s command, `-configuration`',
      }),
    name: z.string(),
    state: commandState,
    answer: z
      .strictObject({
        state: commandState,
        code: z.string().optional(),
        errors: z.array(fieldProblem).optional(),
        blockedBy: obstacle.optional(),
      })
      .optional(),
  })
  .meta({ id: 'Command' })

export const eventPage = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          at: instant,
          name: z.string(),
          actor: z.strictObject({ role: z.string(), id: z.string().nullable() }),
          details: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'OrderEvent' }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'EventPage' })

export const contact = z
  .strictObject({
    firstName: z.string(),
    lastName: z.string(),
    company: z.string().nullable(),
    taxId: z.string().nullable(),
    address1: z.string().nullable(),
    address2: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    postalCode: z.string().nullable(),
    country: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string(),
    language,
  })
  .meta({ id: 'Contact' })

export const clientLink = z.strictObject({ url: z.url(), expiresAt: instant }).meta({ id: 'ClientLink' })
