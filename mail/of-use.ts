import { isCaCheck, mendedBy } from '../domain/ca-checks.ts'
import { wantsOf } from '../domain/ca-wants.ts'
import { isFinal } from '../domain/order-state.ts'
import type { CaOrderRow } from '../store/queries/ca-orders.ts'
import type { OrderRecord } from '../store/queries/orders.ts'

/**
 * Whether a mail is still of use at the moment it is sent. It was asked for when something was to be done; whoever has
 * done it meanwhile, or never had to, is not asked. What is suspended nobody can go on with.
 */
export interface MailFacts {
  order: OrderRecord
  /** The order's last purchase, as the CA told of it last. */
  caOrder: CaOrderRow | null
  now: Date
}
export type IsOfUse = (facts: MailFacts) => boolean

const DAY_MS = 86_400_000
/** A certificate is brought up so many days before its end, or where a policy says so, earlier. */
const END_NEAR_DAYS = 30

export function always(): boolean {
  return true
}

export function isAlive({ order: { view } }: MailFacts): boolean {
  return !isFinal(view.state)
}

/** Details that were given are on their way to the CA, though the order's state says nothing of it yet. */
export function waitsForConfiguration({ order: { view } }: MailFacts): boolean {
  const isOpen = view.activity === null || view.activity.step === 'awaiting-payment'
  return view.state === 'awaiting-configuration' && isOpen && !view.suspended
}

export function waitsForCsr({ order: { view } }: MailFacts): boolean {
  return view.activity?.step === 'awaiting-csr' && !view.suspended
}

/** Some name, or the mailbox, is really unproven. */
export function waitsForProof({ order: { view }, caOrder }: MailFacts): boolean {
  const isAsked = view.activity?.step === 'verifying' && view.activity.waitsFor === 'client'
  return isAsked && !view.suspended && (caOrder === null || isUnproven(caOrder))
}

function isUnproven({ names, email }: CaOrderRow): boolean {
  return names.some(({ state }) => state !== 'VERIFIED') || email?.verified === false
}

/** Documents are missing or were refused, and none that answers is being read. Names may be proven beside it. */
export function waitsForDocuments({ order: { view }, caOrder }: MailFacts): boolean {
  if (isFinal(view.state) || view.activity === null || view.suspended || caOrder === null) return false
  const { documents } = wantsOf(caOrder)
  return documents === 'needed' || documents === 'refused'
}

/** A check of the CA's is the client's to mend. */
export function waitsForMending({ order: { view } }: MailFacts): boolean {
  const problem = view.activity?.problem
  return isCaCheck(problem) && mendedBy(problem) === 'client' && !view.suspended
}

/** The certificate's end is near, and its successor is not in the hands of the CA or an admin. */
export function endsWithoutSuccessor({ order: { view }, now }: MailFacts): boolean {
  const { activity, expiresAt, renewal, state } = view
  if (expiresAt === null || isFinal(state)) return false
  const days = Math.max(END_NEAR_DAYS, renewal?.effectiveDaysBefore ?? 0) + 1
  const isNear = Date.parse(expiresAt) < now.getTime() + days * DAY_MS
  // Another certificate may be revoked beside it: that brings none.
  const isMade = activity !== null && activity.kind !== 'revoking'
  return isNear && !(isMade && (activity.waitsFor === 'ca' || activity.waitsFor === 'admin'))
}
