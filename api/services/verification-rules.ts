import type { FieldProblem } from '../../domain/errors.ts'
import { type ControlMethod, EMAIL_PREFIXES, isTls, type ProductSnapshot } from '../../domain/product.ts'
import { canonicalIp } from '../../pki/names.ts'
import type { ConfigurationBody } from '../schemas/configuration.ts'

export type VerificationChoice = NonNullable<ConfigurationBody['verification']>

/** Where neither client nor admin chose: a record under a label of its own disturbs nothing else. */
const PREFERRED: ControlMethod = 'DNS_TXT_PREFIX'

function methodProblem(
  method: ControlMethod,
  names: readonly string[],
  product: ProductSnapshot,
): Omit<FieldProblem, 'path'> | null {
  if (method === 'FILE' && names.some((name) => name.startsWith('*.'))) {
    return { code: 'method-not-for-wildcard' }
  }
  if (method !== 'FILE' && names.some((name) => canonicalIp(name) !== null)) {
    return { code: 'method-not-for-ip' }
  }
  if (product.methods.includes(method)) return null
  return { code: 'method-not-offered', params: { method, allowed: product.methods.join(', ') } }
}

/** ADMIN goes to a prefix and nowhere else (CA errors 2158 and 2159); the others may be mailed to an address. */
function addresseeProblems(choice: VerificationChoice): FieldProblem[] {
  const { method, emailPrefix, email, notify } = choice
  if (method === 'ADMIN') {
    return [
      ...(emailPrefix === undefined ? [{ path: '/emailPrefix', code: 'email-prefix-required' }] : []),
      ...(email === undefined ? [] : [{ path: '/email', code: 'email-not-for-admin' }]),
    ]
  }
  return [
    ...(emailPrefix === undefined ? [] : [{ path: '/emailPrefix', code: 'email-prefix-only-for-admin' }]),
    ...(notify === true && email === undefined ? [{ path: '/email', code: 'email-required-to-notify' }] : []),
  ]
}

/** What is wrong with a way of proving control of these names; paths begin at the choice itself. */
export function verificationProblems(
  choice: VerificationChoice,
  names: readonly string[],
  product: ProductSnapshot,
): FieldProblem[] {
  if (!isTls(product.kind)) return [{ path: '', code: 'not-for-product' }]
  const wrong = methodProblem(choice.method, names, product)
  return [...(wrong === null ? [] : [{ path: '/method', ...wrong }]), ...addresseeProblems(choice)]
}

/**
 * The way that is taken where none was chosen: the product's, else one that waits for nobody's mailbox. Undefined where
 * the product offers none: then proof is between an admin and the CA.
 */
export function presetVerification(
  names: readonly string[],
  product: ProductSnapshot,
): VerificationChoice | undefined {
  if (product.methods.length === 0) return undefined
  const possible = product.methods.filter((method) => methodProblem(method, names, product) === null)
  const wanted = product.settings?.defaultMethod
  const [other = PREFERRED] = possible.filter((method) => method !== 'ADMIN')
  const method = [wanted, PREFERRED].find((each) => each && possible.includes(each)) ?? other
  return { method, emailPrefix: method === 'ADMIN' ? EMAIL_PREFIXES[0] : undefined, email: undefined }
}
