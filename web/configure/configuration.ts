import type { Request } from 'express'
import { type ControlMethod, isTls, methodsFor } from '../../domain/product.ts'
import { normalizeName } from '../../pki/names.ts'
import { SERVER_TYPES } from '../../pki/server-types.ts'
import { callerOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { fieldNames, type SectionSpec } from '../forms/field-spec.ts'
import { type FormValues, listOf, textOf, valuesOf } from '../forms/form-values.ts'
import { fieldOfPointer, type ShownProblem } from '../forms/problems.ts'
import type { Allowance, Caller, ConfigurationJson, OrderJson } from '../services.ts'
import { approverSection, stepOneSections } from './field-specs.ts'

/** A record under a label of its own disturbs nothing else. */
const PREFERRED_METHOD = 'DNS_TXT_PREFIX'

/** Without these an administrative contact is refused. */
const ADMINISTRATIVE_ESSENTIALS = [
  'firstName',
  'lastName',
  'email',
  'address1',
  'city',
  'state',
  'postalCode',
  'country',
  'phone',
].map((field) => `administrativeContact.${field}`)

/** All that the two steps of one order's configuration work with. */
export interface Configuring {
  caller: Caller
  order: OrderJson
  allowance: Allowance
  /** Names go into it, and control of them is proven: step 2 asks for both. */
  hasNames: boolean
  stepOne: SectionSpec[]
  /** What was entered before: a draft, else what the customer's record offers. */
  saved: FormValues
  /** What the CA said no to, at its fields. */
  refusal: { at: string; problems: ShownProblem[] } | null
}

/** What is chosen before anybody has chosen. */
function presetValues({ methods, defaultMethod }: Allowance, { product }: OrderJson): FormValues {
  if (product.kind === 'code-signing') return { keyStorage: 'card' }
  const preferred = methods.find((method) => method === (defaultMethod ?? PREFERRED_METHOD)) ?? methods[0]
  return { serverType: 'other', 'verification.method': preferred ?? '' }
}

/**
 * The customer's record is offered until something was entered. An administrative contact may be left out, but not
 * half given, so an incomplete record offers none.
 */
function offeredContacts({ prefill }: ConfigurationJson): FormValues {
  const values = valuesOf(prefill)
  const isComplete = ADMINISTRATIVE_ESSENTIALS.every((name) => textOf(values, name) !== '')
  const kept = Object.entries(values).filter(
    ([name]) => isComplete || !name.startsWith('administrativeContact.'),
  )
  return Object.fromEntries(kept)
}

function savedValues(entered: ConfigurationJson, allowance: Allowance, order: OrderJson): FormValues {
  const before = entered.draft ?? entered.configuration
  return {
    ...presetValues(allowance, order),
    ...(before === null ? offeredContacts(entered) : valuesOf(before)),
  }
}

function refusalOf({ refusal }: ConfigurationJson): Configuring['refusal'] {
  if (refusal === null) return null
  const problems = refusal.problems.map(({ path, message }) => ({ ...fieldOfPointer(path), message }))
  return { at: refusal.at, problems }
}

/** Reads the order that is to be configured, whether or not it takes a configuration at present. */
export async function readConfiguring(context: WebContext, request: Request): Promise<Configuring> {
  const caller = callerOf(request)
  const id = pathPart(request, 'id')
  const order = await context.services.orders.read(caller, id)
  const { configuration } = context.services
  const allowance = await configuration.allowance(caller, id)
  const entered = await configuration.read(caller, id)
  return {
    caller,
    order,
    allowance,
    hasNames: isTls(order.product.kind),
    stepOne: stepOneSections(order.product, SERVER_TYPES, allowance.hashAlgorithms),
    saved: savedValues(entered, allowance, order),
    refusal: refusalOf(entered),
  }
}

export function stepOneNames({ stepOne }: Configuring): string[] {
  return fieldNames(stepOne)
}

/** The fields of step 2; products without host names have none. */
export function stepTwoNames({ hasNames, allowance }: Configuring): string[] {
  return hasNames ? ['names[]', ...fieldNames([approverSection(allowance.methods)])] : []
}

/** How control may be proven, given the names typed so far; all ways where the names leave none, which is said at them. */
export function offeredMethods({ allowance }: Configuring, values: FormValues): readonly ControlMethod[] {
  const names = listOf(values, 'names[]').flatMap((text) => {
    const read = normalizeName(text)
    return read.ok ? [read.name.name] : []
  })
  const left = methodsFor(names, allowance.methods)
  return left.length === 0 ? allowance.methods : left
}

/**
 * Fields that the chosen method has no use for are not sent: each method's fields stand on the page together, so that
 * it works without scripts. ADMIN always sends its message, to the administrative address.
 */
export function withoutUnusedApproverFields(values: FormValues): FormValues {
  const isAdmin = textOf(values, 'verification.method') === 'ADMIN'
  const unused = isAdmin ? ['verification.email', 'verification.notify'] : ['verification.emailPrefix']
  return Object.fromEntries(Object.entries(values).filter(([name]) => !unused.includes(name)))
}
