import { needsOperator, type SandboxProduct } from '../catalogue.ts'
import type { Requestor } from '../orders.ts'
import type { RequestorRequest } from '../requests.ts'
import type { Problems } from './problems.ts'
import { isEmail } from './text-rules.ts'

/** Who orders: may be left out where no person at the CA looks at the order, but is checked wherever it is given. */
export function checkRequestor(
  request: RequestorRequest | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): Requestor | undefined {
  if (request === undefined) {
    problems.addIf(product !== undefined && needsOperator(product), 1009)
    return undefined
  }
  const { email = '', firstName = '', lastName = '', phone = '' } = request
  problems.addIf(email === '', 1053)
  problems.addIf(email !== '' && !isEmail(email), 1060, email)
  problems.addIf(email.length > 255, 1081)
  problems.addIf(firstName === '', 1054)
  problems.addIf(firstName.length > 255, 1072)
  problems.addIf(lastName === '', 1055)
  problems.addIf(lastName.length > 255, 1065)
  problems.addIf(phone.length > 32, 1066)
  return phone === '' ? { email, firstName, lastName } : { email, firstName, lastName, phone }
}

/** The organization's number: needed wherever an organization is vetted. */
export function checkTaxNumber(
  taxNumber: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
): void {
  const needed = product !== undefined && (product.validation === 'OV' || product.validation === 'EV')
  problems.addIf(needed && (taxNumber ?? '') === '', 1048)
  problems.addIf((taxNumber ?? '').length > 32, 1083, taxNumber)
}
