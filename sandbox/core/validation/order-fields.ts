import { isDiscontinued, productOf, type SandboxProduct } from '../catalogue.ts'
import type { CoreContext } from '../context.ts'
import { certificateTime, nowOf } from '../context.ts'
import { findOrder } from '../orders.ts'
import type { OrderParameters } from '../requests.ts'
import { DAY_MS } from '../types.ts'
import type { Problems } from './problems.ts'
import { endOfDay, hasForbiddenCharacters, isEmail } from './text-rules.ts'

const HASH_ALGORITHMS = ['RSA-SHA256', 'ECC-SHA256', 'RSA-SHA1']

/** The product of an order to issue; renewal codes have an operation of their own. */
export function checkProduct(code: string | undefined, problems: Problems): SandboxProduct | undefined {
  if (code === undefined || code === '') {
    problems.add(1014)
    return undefined
  }
  if (code.length > 3) {
    problems.add(1080, code)
    return undefined
  }
  const product = productOf(code)
  if (product === undefined) problems.add(isDiscontinued(code) ? 1006 : 1075, code)
  else problems.addIf(product.purpose === 'renew', 1181, code)
  return product
}

/** Everything of an order that is neither key, subject nor names. */
export function checkOrderFields(
  context: CoreContext,
  parameters: Omit<OrderParameters, 'csr'>,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  checkCustomer(context, parameters.customer, problems)
  const { language, userAgent } = parameters
  problems.addIf(language !== undefined && !/^[A-Za-z]{2}$/.test(language), 1088, language)
  checkOrderId(context, parameters.orderId, problems)
  problems.addIf(userAgent !== undefined && userAgent.length > 255, 1089)
  checkHashAlgorithm(parameters.hashAlgorithm, product, problems)
  checkRevocationEmail(context, parameters.revocationContactEmail, problems)
  problems.addIf(parameters.hasValidityPeriod === true, 2187)
  checkShortened(context, parameters.shortenedValidityPeriod, product, problems)
}

function checkCustomer(context: CoreContext, customer: string | undefined, problems: Problems): void {
  if (customer === undefined || customer === '') {
    problems.add(1076)
    return
  }
  problems.addIf(customer.length > 64, 1077, customer)
  problems.addIf(hasForbiddenCharacters(customer), 1156, customer)
  problems.addIf(customer === context.account.userName, 1023, customer)
}

function checkOrderId(context: CoreContext, id: string | undefined, problems: Problems): void {
  if (id === undefined || id === '') return
  problems.addIf(id.length > 50, 1079, id)
  problems.addIf(hasForbiddenCharacters(id), 1043, id)
  problems.addIf(findOrder(context.database, id) !== undefined, 1012, id)
}

function checkHashAlgorithm(
  algorithm: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  if (algorithm === undefined || algorithm === '') return
  if (!HASH_ALGORITHMS.includes(algorithm)) problems.add(2090, algorithm)
  else if (product !== undefined) {
    problems.addIf(!product.hashAlgorithms.includes(algorithm), 2124, algorithm)
  }
}

function checkRevocationEmail(context: CoreContext, email: string | undefined, problems: Problems): void {
  if (email === undefined || email === '') return
  problems.addIf(email === context.account.userName, 2172, email)
  problems.addIf(!isEmail(email), 2173, email)
}

function checkShortened(
  context: CoreContext,
  day: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  if (day === undefined || day === '') return
  const end = endOfDay(day)
  if (end === null) {
    problems.add(1073, day)
    return
  }
  const start = certificateTime(context, nowOf(context))
  problems.addIf(end < start, 2185, day)
  if (product !== undefined) problems.addIf(end > start + (product.validityDays + 1) * DAY_MS, 1069, day)
}
