import { maxCertificateDays } from '../../domain/certificate-life.ts'
import { addMonths } from '../../domain/period.ts'
import type { PlanSettings } from '../../domain/plan-settings.ts'
import type { ProductKind } from '../../domain/product.ts'
import { type Move, type MoveReason, nextMove, type TermFacts } from '../../domain/term-plan.ts'

export const DAY_MS = 86_400_000
const SECOND_MS = 1_000

/** One order's years: what was bought, under which policy, and at what kind of CA. */
export interface Years {
  orderId: string
  kind: ProductKind
  /** RFC 3339. */
  boughtAt: string
  paidUntil: string | null
  settings: Pick<PlanSettings, 'policy' | 'daysBefore' | 'invoiceDaysBefore' | 'recurring'>
  validityDays: number
  /** How many days left of a product the CA adds to the next one. */
  carriesDays: number
  /** Whether the client pays, reissues and renews when told to. */
  doesTheirPart: boolean
  until: string
}

export interface Happened {
  at: string
  what: 'issue' | Move['what'] | 'paid'
  reason: MoveReason | 'bought'
  /** The certificate that this brought. */
  certificate?: { notBefore: string; notAfter: string }
  productEnd?: string
}

/** Runs the plan move by move against a CA that keeps the rules of the day, on a clock of its own. */
export function simulate(years: Years): Happened[] {
  const happened: Happened[] = []
  let nowMs = Date.parse(years.boughtAt)
  let productEnd = nowMs + years.validityDays * DAY_MS - SECOND_MS
  let paidUntil = years.paidUntil
  let certificate = { notBefore: '', notAfter: '' }
  let isNotified = false
  const issue = (what: Happened['what'], reason: Happened['reason']) => {
    const longest = maxCertificateDays(years.kind, new Date(nowMs)) * DAY_MS - SECOND_MS
    const notAfter = new Date(Math.min(nowMs + longest, productEnd)).toISOString()
    certificate = { notBefore: new Date(nowMs).toISOString(), notAfter }
    isNotified = false
    happened.push({ at: certificate.notBefore, what, reason, certificate, productEnd: iso(productEnd) })
  }
  const renew = (reason: Happened['reason']) => {
    const left = productEnd - nowMs
    const isCarried = left > 0 && left <= years.carriesDays * DAY_MS
    productEnd = (isCarried ? productEnd + SECOND_MS : nowMs) + years.validityDays * DAY_MS - SECOND_MS
    issue('renew', reason)
  }
  issue('issue', 'bought')
  for (let steps = 0; steps < 1_000; steps += 1) {
    const facts: TermFacts = {
      ...years.settings,
      orderId: years.orderId,
      kind: years.kind,
      validation: 'DV',
      validityDays: years.validityDays,
      isRenewable: true,
      paidUntil,
      productValidUntil: iso(productEnd),
      certificate,
      endsWithTerm: false,
      isNotified,
    }
    const move = nextMove(facts)
    if (move === null) return happened
    nowMs = Math.max(nowMs, Date.parse(move.at))
    if (iso(nowMs) > years.until) return happened
    switch (move.what) {
      case 'reissue':
        issue('reissue', move.reason)
        break
      case 'renew':
        renew(move.reason)
        break
      case 'invoice':
        happened.push({ at: iso(nowMs), what: 'invoice', reason: move.reason })
        if (!years.doesTheirPart) return happened
        paidUntil = addMonths(new Date(paidUntil ?? iso(productEnd)).toISOString(), 12)
        happened.push({ at: iso(nowMs), what: 'paid', reason: move.reason })
        break
      case 'notify':
        happened.push({ at: iso(nowMs), what: 'notify', reason: move.reason })
        isNotified = true
        if (!years.doesTheirPart || move.reason === 'term-ends') break
        if (Date.parse(certificate.notAfter) + DAY_MS < productEnd) issue('reissue', move.reason)
        else renew(move.reason)
        break
    }
  }
  throw new Error('it never comes to an end')
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
