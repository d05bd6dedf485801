import { patched } from '@temporalio/workflow'
import { type CaCheck, isCaCheck, mendedBy } from '../../domain/ca-checks.ts'
import { type CaWants, type DocumentWants, NOTHING_WANTED } from '../../domain/ca-wants.ts'
import type { ActivityStep, Party } from '../../domain/order-state.ts'
import { fulfilSteps, type Life, note, now } from './life.ts'
import type { Purchase } from './state.ts'

interface Whereabouts {
  step: ActivityStep
  waitsFor: Party
  /** A check of the CA's that failed. */
  problem: CaCheck | null
}

/**
 * Where an order stands that the CA has taken and not issued: at proof first, then at documents, then at the CA. A check
 * that failed stands beside what the client still owes, and in the way of everything after it.
 */
export function whereaboutsOf(purchase: Purchase, isManualCa: boolean): Whereabouts {
  if (isManualCa) return { step: 'verifying', waitsFor: 'admin', problem: null }
  const { documents, email, checks = [] } = purchase.wants ?? NOTHING_WANTED
  const problem = checks[0] ?? null
  if (email || purchase.control.verified < purchase.control.of)
    return { step: 'verifying', waitsFor: 'client', problem }
  if (documents === 'needed' || documents === 'refused')
    return { step: 'awaiting-documents', waitsFor: 'client', problem }
  if (problem !== null) return { step: 'verifying', waitsFor: mendedBy(problem), problem }
  if (documents === 'checking') return { step: 'awaiting-documents', waitsFor: 'ca', problem }
  const step = purchase.status === 'AWAITING' ? 'verifying' : 'issuing'
  return { step, waitsFor: 'ca', problem }
}

/** Shows where the order stands. */
export function showWhereabouts(life: Life, purchase: Purchase): void {
  const before = life.state.activity
  const next = whereaboutsOf(purchase, life.start.isManualCa === true)
  const isSamePlace = before?.step === next.step && before.waitsFor === next.waitsFor
  if (isSamePlace && heldBy(before.problem) === next.problem) return
  const kind = before?.kind ?? 'ordering'
  life.state.activity = { kind, ...next, since: now(), dueBy: null }
  life.changes.dirty = true
  if (next.step === 'issuing') fulfilSteps(life, 'check-control')
}

/** The failed check that a problem is; null for one that passes by itself. */
function heldBy(problem: string | null): CaCheck | null {
  return isCaCheck(problem) ? problem : null
}

/** What could not be done for the moment. It does not hide what somebody must do something about. */
export function showHindrance(life: Life, code: string | null): void {
  const { activity } = life.state
  if (activity !== null && !isSomebodysToMend(life, activity.problem)) activity.problem = code
}

/** A failed check, or what another step waits for an admin because of. */
function isSomebodysToMend({ state }: Life, problem: string | null): boolean {
  return isCaCheck(problem) || state.steps.some(({ adminNeeded }) => adminNeeded?.code === problem)
}

/**
 * Takes over what the CA wants besides control of names, and tells of documents that are wanted or were refused, and of
 * checks that failed or passed.
 */
export function followWants(life: Life, purchase: Purchase, said: CaWants | undefined): void {
  const before = purchase.wants ?? NOTHING_WANTED
  if (said === undefined) return
  const wants = followed(said)
  purchase.wants = wants
  const isSame = before.documents === wants.documents && before.email === wants.email
  const isChecked = tellOfChecks(life, purchase, before.checks ?? [], wants.checks ?? [])
  if (isSame && !isChecked) return
  life.changes.dirty = true
  if (before.documents !== wants.documents) tellOfDocuments(life, purchase, wants.documents)
}

/** A run that heard of a failed check before checks were followed goes on as it did. */
function followed({ documents, email, checks = [] }: CaWants): CaWants {
  return checks.length > 0 && patched('failed-checks') ? { documents, email, checks } : { documents, email }
}

/** @returns whether there was anything to tell */
function tellOfChecks(
  life: Life,
  { caOrderId: caOrder }: Purchase,
  before: readonly CaCheck[],
  after: readonly CaCheck[],
): boolean {
  const failed = after.filter((check) => !before.includes(check))
  if (failed.length > 0) note(life, 'order.check-failed', undefined, { caOrder, checks: failed })
  const isOver = before.length > 0 && after.length === 0
  if (isOver) note(life, 'order.checks-passed', undefined, { caOrder })
  return failed.length > 0 || before.length !== after.length
}

function tellOfDocuments(life: Life, { caOrderId }: Purchase, documents: DocumentWants): void {
  switch (documents) {
    case 'needed':
      return note(life, 'order.documents-needed', undefined, { caOrder: caOrderId })
    case 'refused':
      return note(life, 'order.document-rejected', undefined, { caOrder: caOrderId })
    case 'checking':
    case 'none':
      return
  }
}
