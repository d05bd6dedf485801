import { type CaWants, type DocumentWants, NOTHING_WANTED } from '../../domain/ca-wants.ts'
import type { ActivityStep, Party } from '../../domain/order-state.ts'
import { fulfilSteps, type Life, note, now } from './life.ts'
import type { Purchase } from './state.ts'

interface Whereabouts {
  step: ActivityStep
  waitsFor: Party
}

/** Where an order stands that the CA has taken and not issued: at proof first, then at documents, then at the CA. */
export function whereaboutsOf(purchase: Purchase, isManualCa: boolean): Whereabouts {
  if (isManualCa) return { step: 'verifying', waitsFor: 'admin' }
  const wants = purchase.wants ?? NOTHING_WANTED
  if (wants.email || purchase.control.verified < purchase.control.of)
    return { step: 'verifying', waitsFor: 'client' }
  switch (wants.documents) {
    case 'needed':
    case 'refused':
      return { step: 'awaiting-documents', waitsFor: 'client' }
    case 'checking':
      return { step: 'awaiting-documents', waitsFor: 'ca' }
    case 'none':
      return purchase.status === 'AWAITING'
        ? { step: 'verifying', waitsFor: 'ca' }
        : { step: 'issuing', waitsFor: 'ca' }
  }
}

/** Shows where the order stands. */
export function showWhereabouts(life: Life, purchase: Purchase): void {
  const before = life.state.activity
  const next = whereaboutsOf(purchase, life.start.isManualCa === true)
  if (before?.step === next.step && before.waitsFor === next.waitsFor) return
  const kind = before?.kind ?? 'ordering'
  life.state.activity = { kind, ...next, since: now(), dueBy: null, problem: null }
  life.changes.dirty = true
  if (next.step === 'issuing') fulfilSteps(life, 'check-control')
}

/** Takes over what the CA wants besides control of names, and tells of documents that are wanted or were refused. */
export function followWants(life: Life, purchase: Purchase, wants: CaWants | undefined): void {
  const before = purchase.wants ?? NOTHING_WANTED
  if (wants === undefined) return
  purchase.wants = wants
  if (before.documents === wants.documents && before.email === wants.email) return
  life.changes.dirty = true
  if (before.documents !== wants.documents) tellOfDocuments(life, purchase, wants.documents)
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
