import { z } from 'zod'
import { SETUP_RULES } from '../../domain/order-state.ts'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import {
  additionalNames,
  customerLanguage,
  date,
  email,
  httpUrl,
  line,
  optionalCountry,
  optionalLine,
  paidUntil,
  period,
  price,
} from './common.ts'
import { configuration } from './configuration.ts'

export const customer = z.strictObject({
  reference: line(64),
  firstName: line(255),
  lastName: line(255),
  company: optionalLine(255),
  taxId: optionalLine(64),
  address1: optionalLine(255),
  address2: optionalLine(255),
  city: optionalLine(255),
  state: optionalLine(255),
  postalCode: optionalLine(40),
  country: optionalCountry,
  phone: optionalLine(64),
  email,
  language: customerLanguage,
})

const billing = z
  .strictObject({
    registeredOn: date.nullable(),
    cycle: optionalLine(64),
    firstPayment: price.nullable(),
    recurring: price.nullable(),
    nextDueDate: date.nullable(),
    paymentMethod: optionalLine(255),
    serviceStatus: optionalLine(64),
  })
  .partial()

/** About as long as a certificate is valid. */
const MOST_DAYS_BEFORE = 200

/** What a billing system starts an order with. */
export const newOrder = z
  .strictObject({
    reference: line(255),
    product: line(64),
    customer,
    setup: z.enum(SETUP_RULES).optional(),
    additionalNames: additionalNames.optional(),
    term: z
      .strictObject({
        period: period.optional(),
        recurring: z.boolean().optional(),
        paidUntil: paidUntil.nullish(),
      })
      .optional(),
    renewal: z
      .strictObject({
        policy: z.enum(RENEWAL_POLICIES),
        daysBefore: z.int().min(1).max(MOST_DAYS_BEFORE).optional(),
      })
      .optional(),
    billing: billing.optional(),
    configuration: configuration.optional(),
    callbackUrl: httpUrl.nullish(),
  })
  .meta({
    id: 'NewOrder',
    example: {
      reference: 'whmcs-1017',
      product: '601',
      customer: {
        reference: '42',
        firstName: 'Jadwiga',
        lastName: 'Kowalska',
        company: 'Sklep z herbatą',
        city: 'Szczecin',
        country: 'PL',
        email: 'jadwiga@example.com',
        language: 'pl',
      },
      setup: 'now',
      term: { period: 'P1Y', recurring: true, paidUntil: '2027-04-02' },
    },
  })

/** The configuration has rules of its own, which also tell more: it is read apart, so that all problems come at once. */
export const newOrderFrame = newOrder.extend({ configuration: z.unknown().optional() })

export type NewOrderBody = z.output<typeof newOrderFrame>
