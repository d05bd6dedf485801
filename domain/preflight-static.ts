import { provenThrough } from './control-instructions.ts'
import { findingOf, type PreflightFinding, type PreflightOrder } from './preflight.ts'
import { type ControlMethod, isTls } from './product.ts'
import { controlMethodEnd } from './validity-calendar.ts'

const DAY_MS = 86_400_000
/** How long before its last day a method is spoken of. */
const WARNED_DAYS_BEFORE = 90

type StaticOrder = Omit<PreflightOrder, 'instructions'> & {
  isIp: (name: string) => boolean
  /** The name that somebody registered, of which this one is a part; null where there is none. */
  registrableDomain: (name: string) => string | null
}

/** What can be said of an order's names and method without looking at anything. */
export function staticFindings(order: StaticOrder): PreflightFinding[] {
  const { method, names } = order
  if (method === null || !isTls(order.kind)) return []
  return [...methodFindings(method, order), ...names.flatMap((name) => nameFindings(name, method, order))]
}

function methodFindings(
  method: ControlMethod,
  { now, termEndsAt }: Pick<StaticOrder, 'now' | 'termEndsAt'>,
): PreflightFinding[] {
  const date = controlMethodEnd(method)
  if (date === null) return []
  const endsAt = Date.parse(date)
  if (now.getTime() >= endsAt) return [findingOf(null, 'problem', 'method-ended', { method, date })]
  const isNear = now.getTime() >= endsAt - WARNED_DAYS_BEFORE * DAY_MS
  const isInTerm = termEndsAt != null && termEndsAt.getTime() >= endsAt
  return isNear || isInTerm ? [findingOf(null, 'warning', 'method-ends', { method, date })] : []
}

function nameFindings(name: string, method: ControlMethod, order: StaticOrder): PreflightFinding[] {
  if (order.isIp(name)) {
    return method === 'FILE' ? [] : [findingOf(name, 'problem', 'ip-needs-file', { method })]
  }
  if (method === 'FILE') {
    return name.startsWith('*.') ? [findingOf(name, 'problem', 'file-wildcard')] : []
  }
  return method === 'ADMIN' ? [] : recordFindings(name, method, order)
}

/** What people who enter records stumble over. */
function recordFindings(name: string, method: ControlMethod, order: StaticOrder): PreflightFinding[] {
  const at = provenThrough(name, order.names, method)
  const bare = name.startsWith('*.') ? name.slice(2) : name
  const findings: PreflightFinding[] = []
  // Beside a CNAME no other record may stand (RFC 1034, 3.6.2), and a registered domain always has SOA and NS.
  if (method === 'DNS_CNAME' && order.registrableDomain(at) === at) {
    findings.push(findingOf(name, 'warning', 'cname-at-apex', { host: at }))
  }
  if (at !== bare) findings.push(findingOf(name, 'ok', 'www-through-bare', { at }))
  if (/(^|\.)xn--/.test(name)) findings.push(findingOf(name, 'ok', 'idn-written'))
  return findings
}
