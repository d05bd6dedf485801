import { NOTHING_WANTED } from '../../domain/ca-wants.ts'
import type { ActivityStep, Party } from '../../domain/order-state.ts'
import { dropSteps, type Life, note, now } from './life.ts'
import type { Purchase } from './state.ts'

interface Whereabouts {
  step: ActivityStep
  waitsFor: Party
}

/** Where an order stands that the CA has taken and not issued: at proof first, then at documents, then at the CA. */
export function whereaboutsOf(purchase: Purchase): Whereabouts {
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

/** Shows where the order stands, and tells of documents that are wanted or were refused. */
export function showWhereabouts(life: Life, purchase: Purchase): void {
  const before = life.state.activity
  const next = whereaboutsOf(purchase)
  if (before?.step === next.step && before.waitsFor === next.waitsFor) return
  life.state.activity = { kind: 'ordering', ...next, since: now(), dueBy: null, problem: null }
  life.changes.dirty = true
  if (next.step === 'issuing') dropSteps(life, 'check-control')
  if (next.step === 'awaiting-documents' && next.waitsFor === 'client') tellOfDocuments(life, purchase)
}

function tellOfDocuments(life: Life, purchase: Purchase): void {
  const isRefused = purchase.wants?.documents === 'refused'
  note(life, isRefused ? 'order.document-rejected' : 'order.documents-needed', undefined, {
    caOrder: purchase.caOrderId,
  })
}
