import { addPeriod, type Period } from './period.ts'
import type { Validation } from './product.ts'
import { type ProofNeeds, type Proven, proofNeeds } from './proof-plan.ts'
import { type Move, type MoveReason, nextMove, type TermFacts } from './term-plan.ts'
import { maxCertificateDays } from './validity-calendar.ts'

const SECOND_MS = 1_000
const DAY_MS = 86_400_000
/** As many moves as anybody reads: certificates of a day make more of them in the years that are planned. */
const MOST_STEPS = 1_000

/** What is planned for: what the next move depends on, and how the CA and the client behave. Instants are RFC 3339. */
export interface Outlook extends Omit<TermFacts, 'certificate' | 'isNotified' | 'isInvoiced'> {
  /** From when on; without a certificate it is bought and issued then. */
  from: string
  until: string
  certificate: TermFacts['certificate']
  /** Of one CA order. */
  validityDays: number
  /** What one payment covers. */
  period: Period
  /** How many days left of a product the CA adds to the one that renews it. */
  carriesDays: number
  validation: Validation | null
  proven: Proven
  /** Whether the client pays, and does what they are told is theirs to do. */
  doesTheirPart: boolean
}

export interface TimelineStep {
  at: string
  what: 'issue' | Move['what'] | 'paid'
  reason: MoveReason | 'bought'
  /** The certificate that this brings. */
  certificate?: { notBefore: string; notAfter: string }
  /** Until when the CA's product then reaches. */
  productEnd?: string
  /** What has to be proven for it. */
  needs?: ProofNeeds
  /** Until when the client has time for their part: the end of the certificate that this one follows. */
  clientBy?: string
  /** Days of the CA's earlier product that it does not add to the one that renews it (row M17). */
  lostDays?: number
}

/** The years of one order as they will be under the rules of today's calendar: every move until the outlook's end, or the first thousand. */
export function timelineOf(outlook: Outlook): TimelineStep[] {
  const course = new Course(outlook)
  if (outlook.certificate === null) course.issue('issue', 'bought')
  for (let moves = 0; moves < MOST_STEPS && course.goOn(); moves += 1);
  return course.steps
}

/** One walk through the years, move by move, on a clock of its own. */
class Course {
  readonly steps: TimelineStep[] = []
  readonly #outlook: Outlook
  #nowMs: number
  #productEnd: number
  #paidUntil: string | null
  #certificate: { notBefore: string; notAfter: string }
  #isNotified = false
  #isInvoiced = false
  #proven: Proven

  constructor(outlook: Outlook) {
    this.#outlook = outlook
    this.#nowMs = Date.parse(outlook.from)
    this.#paidUntil = outlook.paidUntil
    this.#proven = outlook.proven
    const firstEnd = this.#nowMs + outlook.validityDays * DAY_MS - SECOND_MS
    this.#productEnd = outlook.productValidUntil === null ? firstEnd : Date.parse(outlook.productValidUntil)
    this.#certificate = outlook.certificate ?? { notBefore: outlook.from, notAfter: outlook.from }
  }

  issue(what: TimelineStep['what'], reason: TimelineStep['reason'], more: Partial<TimelineStep> = {}): void {
    const before = what === 'issue' ? {} : { clientBy: this.#certificate.notAfter }
    const longest = maxCertificateDays(this.#outlook.kind, new Date(this.#nowMs)) * DAY_MS - SECOND_MS
    const notAfter = iso(Math.min(this.#nowMs + longest, this.#productEnd))
    this.#certificate = { notBefore: iso(this.#nowMs), notAfter }
    this.#isNotified = false
    const needs = this.#prove(what === 'reissue')
    const issued = { certificate: this.#certificate, productEnd: iso(this.#productEnd), needs }
    this.steps.push({ at: iso(this.#nowMs), what, reason, ...issued, ...before, ...more })
  }

  /** What is proven for a certificate that is issued now; what is proven afresh counts from now on. */
  #prove(isReissue: boolean): ProofNeeds {
    const needs = proofNeeds(this.#outlook, this.#proven, this.#nowMs, isReissue)
    const at = iso(this.#nowMs)
    if (needs.control !== 'kept') this.#proven = { ...this.#proven, controlAt: at }
    // Whichever is chosen instead, the ways that have no known end are meant.
    if (needs.control === 'other-method') this.#proven = { ...this.#proven, method: null }
    if (needs.organization !== 'kept') this.#proven = { ...this.#proven, organizationAt: at }
    return needs
  }

  /** Makes the next move. @returns whether there was one within the outlook */
  goOn(): boolean {
    const move = nextMove(this.#facts())
    if (move === null) return false
    this.#nowMs = Math.max(this.#nowMs, Date.parse(move.at))
    if (iso(this.#nowMs) > this.#outlook.until) return false
    this.#make(move)
    return true
  }

  #facts(): TermFacts {
    return {
      ...this.#outlook,
      paidUntil: this.#paidUntil,
      productValidUntil: iso(this.#productEnd),
      certificate: this.#certificate,
      isNotified: this.#isNotified,
      isInvoiced: this.#isInvoiced,
    }
  }

  #make({ what, reason }: Move): void {
    switch (what) {
      case 'reissue':
        return this.issue(what, reason)
      case 'renew':
        return this.#renew(reason)
      case 'invoice':
        return this.#invoice(reason)
      case 'notify':
        return this.#notify(reason)
    }
  }

  #renew(reason: MoveReason): void {
    const { productEnd, lostDays } = productRenewed(this.#productEnd, this.#nowMs, this.#outlook)
    this.#productEnd = productEnd
    this.issue('renew', reason, { lostDays })
  }

  #invoice(reason: MoveReason): void {
    this.steps.push({ at: iso(this.#nowMs), what: 'invoice', reason })
    this.#isInvoiced = !this.#outlook.doesTheirPart
    if (this.#isInvoiced) return
    const end = new Date(this.#paidUntil ?? iso(this.#productEnd)).toISOString()
    this.#paidUntil = addPeriod(end, this.#outlook.period)
    this.steps.push({ at: iso(this.#nowMs), what: 'paid', reason })
  }

  #notify(reason: MoveReason): void {
    this.steps.push({ at: iso(this.#nowMs), what: 'notify', reason })
    this.#isNotified = true
    if (!this.#outlook.doesTheirPart || reason === 'term-ends') return
    const isWithin = Date.parse(this.#certificate.notAfter) + DAY_MS < this.#productEnd
    if (isWithin) this.issue('reissue', reason)
    else this.#renew(reason)
  }
}

/**
 * The CA's product after a renewal at `nowMs`: what is left of the one before is added up to so many days, and more than
 * that is lost (row M17). Lost days are whole ones.
 */
export function productRenewed(
  productEndMs: number,
  nowMs: number,
  { carriesDays, validityDays }: Pick<Outlook, 'carriesDays' | 'validityDays'>,
): { productEnd: number; lostDays: number } {
  const left = productEndMs - nowMs
  const isCarried = left > 0 && left <= carriesDays * DAY_MS
  const begin = isCarried ? productEndMs + SECOND_MS : nowMs
  const lostDays = isCarried ? 0 : Math.max(0, Math.floor(left / DAY_MS))
  return { productEnd: begin + validityDays * DAY_MS - SECOND_MS, lostDays }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
