import { isIP } from 'node:net'
import { isTls, type SandboxProduct } from '../catalogue.ts'
import type { Approver } from '../orders.ts'
import type { ApproverRequest } from '../requests.ts'
import { METHODS, type Method, PREFIXES, type Prefix } from '../types.ts'
import type { Problems } from './problems.ts'
import { isEmail } from './text-rules.ts'

/** An old word for the TXT record without a label in front. */
const OLD_ALIASES: Readonly<Record<string, Method>> = { DNS: 'DNS_TXT' }

/** How the names will be proven; undefined where nothing is to prove or something is wrong. */
export function checkApprover(
  request: ApproverRequest | undefined,
  product: SandboxProduct | undefined,
  names: readonly string[],
  problems: Problems,
): Approver | undefined {
  if (product === undefined || !isTls(product)) return undefined
  if (request === undefined) {
    problems.add(2162)
    return undefined
  }
  const method = checkMethod(request.method, names, problems)
  const notify = checkNotification(request.notify, problems)
  checkEmail(request.email, problems)
  if (method === undefined) return undefined
  const prefix = checkPrefix(request.prefix, problems)
  problems.addIf(given(request.email) && given(request.prefix), 2158)
  if (method === 'ADMIN') {
    problems.addIf(!given(request.prefix), 2159)
    return prefix === undefined ? undefined : { method, prefix, notify: true }
  }
  problems.addIf(notify && !given(request.email), 2160)
  const email = given(request.email) ? request.email : undefined
  return email === undefined ? { method, notify } : { method, email, notify }
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}

function checkMethod(
  text: string | undefined,
  names: readonly string[],
  problems: Problems,
): Method | undefined {
  if (!given(text)) {
    problems.add(2157)
    return undefined
  }
  const method = OLD_ALIASES[text] ?? METHODS.find((known) => known === text)
  if (method === undefined) {
    problems.add(1042, text)
    return undefined
  }
  for (const name of names) {
    problems.addIf(method === 'FILE' && name.startsWith('*.'), 2186, name)
    problems.addIf(method !== 'FILE' && isIP(name) !== 0, 2171, name)
  }
  return method
}

function checkPrefix(text: string | undefined, problems: Problems): Prefix | undefined {
  if (!given(text)) return undefined
  const prefix = PREFIXES.find((known) => known === text.toUpperCase())
  if (prefix === undefined) problems.add(1108, text)
  return prefix
}

function checkEmail(text: string | undefined, problems: Problems): void {
  if (!given(text)) return
  problems.addIf(text.length > 255, 1087, text)
  problems.addIf(!isEmail(text), 1037, text)
}

function checkNotification(text: string | undefined, problems: Problems): boolean {
  if (!given(text)) return false
  problems.addIf(text !== 'true' && text !== 'false', 2059, text)
  return text === 'true'
}
