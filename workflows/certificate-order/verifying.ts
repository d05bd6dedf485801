import { patched } from '@temporalio/workflow'
import type { EventName } from '../../domain/events.ts'
import type { ActivityKind } from '../../domain/order-state.ts'
import type { CaOrderStatus, CertificateStatus } from '../../domain/order-view.ts'
import type { CaChange } from '../contract.ts'
import { ca } from './activities.ts'
import { dropSteps, fulfilSteps, type Life, moveTo, note, now } from './life.ts'
import { obstacleNow } from './obstacle-now.ts'
import { followWants, showWhereabouts } from './progress.ts'
import { currentPurchase, type Purchase } from './state.ts'
import { addStep } from './steps.ts'
import { askForProof, showIdle, undertakingFailed } from './undertaking.ts'
import { dropUnpaid } from './unpaid-names.ts'

interface Target {
  orderId: string
  caAccountId: string
  caOrderId: string
}

function target(life: Life): Target {
  return {
    orderId: life.start.orderId,
    caAccountId: life.start.caAccountId,
    caOrderId: currentPurchase(life.state)?.caOrderId ?? '',
  }
}

/** Looks at the proof ourselves, tells the CA to look, and reads what it says. */
export async function checkControl(life: Life): Promise<void> {
  const summary = 'Ask the CA to check control of the names'
  applyCaChange(life, await ca.checkControl.executeWithOptions({ summary }, [target(life)]))
}

/** Another method, a fresh code, or the messages again, as the client's command says. */
export async function changeControl(life: Life, commandId: string | null): Promise<void> {
  const summary = 'Ask the CA for a new code or method'
  const changed = await ca.changeControl.executeWithOptions({ summary }, [{ ...target(life), commandId }])
  const purchase = currentPurchase(life.state)
  if (purchase !== null && changed.method !== null) purchase.method = changed.method
  note(life, 'order.verification-changed', undefined, { method: changed.method })
}

/** Sends the CA every document of the order that it has not got yet; then it is asked what it makes of them. */
export async function sendDocuments(life: Life): Promise<void> {
  await ca.sendDocuments.executeWithOptions({ summary: 'Send documents to the CA' }, [target(life)])
  note(life, 'documents.sent', undefined, { caOrder: target(life).caOrderId })
  addStep(life.state, 'read', null, Date.now())
}

/** Reads the CA's word on the whole order. */
export async function readCaOrder(life: Life): Promise<void> {
  const summary = 'Read the order at the CA'
  applyCaChange(life, await ca.readCaOrder.executeWithOptions({ summary }, [target(life)]))
}

/** Our own look saw the record: time to tell the CA, unless that is already on its way or no longer wanted. */
export function proofSeen(life: Life, caOrderId: string): void {
  if (currentPurchase(life.state)?.caOrderId !== caOrderId) return
  const blockedBy = obstacleNow(life, 'verification/check')
  // A suspended order leaves the step alone until it is resumed; the record is not reported again.
  const isKept = blockedBy?.kind === 'suspension' && patched('suspension-keeps-sighting')
  if (blockedBy !== null && !isKept) return
  if (life.state.steps.some((step) => step.name === 'check-control')) return
  note(life, 'verification.record-seen', undefined, { caOrder: caOrderId })
  addStep(life.state, 'check-control', null, Date.now())
}

/** After these the CA has nothing more to say of an order: whatever still comes is late. */
const LAST_WORDS: readonly CaOrderStatus[] = ['ENROLLED', 'REJECTED']

/** Takes over what the CA says of the order; what is said twice, or late, changes nothing. */
export function applyCaChange(life: Life, change: CaChange): void {
  const purchase = currentPurchase(life.state)
  if (purchase === null || purchase.caOrderId !== change.caOrderId || purchase.status === null)
    return followCertificates(life, change)
  if (!LAST_WORDS.includes(purchase.status)) {
    if (change.control !== null && !isSameControl(purchase.control, change.control)) {
      purchase.control = change.control
      life.changes.dirty = true
    }
    followWants(life, purchase, change.wants)
    if (purchase.status !== change.status && !isOfBefore(life, purchase, change)) {
      purchase.status = change.status
      note(life, 'ca-order.status', undefined, { caOrder: change.caOrderId, status: change.status })
    }
  }
  followOrder(life, purchase)
  followCertificates(life, change)
}

function isSameControl(a: { verified: number; of: number }, b: { verified: number; of: number }): boolean {
  return a.verified === b.verified && a.of === b.of
}

/** An order that was issued stays so at the CA until the reissue is taken up there: only a new certificate counts. */
function isOfBefore(life: Life, purchase: Purchase, change: CaChange): boolean {
  const known = life.state.certificates.map(({ serialNumber }) => serialNumber)
  return (
    purchase.isReissuing === true &&
    purchase.status === 'AWAITING' &&
    change.status === 'ENROLLED' &&
    change.certificates.every(({ serialNumber }) => known.includes(serialNumber))
  )
}

const TO_A_CERTIFICATE: readonly ActivityKind[] = ['ordering', 'reissuing', 'renewing', 'repeating']

function followOrder(life: Life, purchase: Purchase): void {
  const { state, activity, replacement, undertaking } = life.state
  // An order that is being given up for another one ends there by our own doing.
  if (activity === null || !TO_A_CERTIFICATE.includes(activity.kind) || replacement !== undefined) return
  if (state !== 'verifying' && (undertaking === null || activity.step === 'ordering')) return
  switch (purchase.status) {
    case null:
    case 'AWAITING':
    case 'VERIFICATION':
    case 'ACCEPTED':
      if (activity.step === 'awaiting-payment') return
      showWhereabouts(life, purchase)
      return askForProof(life, purchase)
    case 'ENROLLED':
      return beginFetching(life)
    case 'REJECTED':
      return life.state.undertaking === null ? endRejected(life) : notIssuedAgain(life)
  }
}

/** The certificates that there are stay; an order that has none is as it was. */
function notIssuedAgain(life: Life): void {
  if (life.state.state === 'verifying') {
    life.state.undertaking = null
    return endRejected(life)
  }
  undertakingFailed(life, ['ca-rejected'])
}

function beginFetching(life: Life): void {
  if (life.state.activity?.step !== 'issuing') {
    dropUnpaid(life)
    life.state.activity = {
      kind: life.state.activity?.kind ?? 'ordering',
      step: 'issuing',
      waitsFor: 'ca',
      since: now(),
      dueBy: null,
      problem: null,
    }
    fulfilSteps(life, 'check-control')
    life.changes.dirty = true
  }
  // What only an admin can help on keeps its pace, however often the CA says the same.
  const isHeld = life.state.steps.some(
    ({ name, adminNeeded }) => name === 'fetch' && adminNeeded !== undefined,
  )
  if (!isHeld) addStep(life.state, 'fetch', null, Date.now())
}

function endRejected(life: Life): void {
  dropUnpaid(life)
  moveTo(life, 'rejected')
  life.state.activity = null
  fulfilSteps(life, 'read')
  dropSteps(life, 'check-control', 'change-control', 'send-documents', 'fetch')
  note(life, 'order.rejected')
}

/** A certificate comes back from neither. */
const ENDED: readonly CertificateStatus[] = ['REVOKED', 'EXPIRED']

const EVENT_OF_STATUS: Record<CertificateStatus, EventName> = {
  VALID: 'certificate.valid',
  REVOKING: 'certificate.revoking',
  REVOKED: 'certificate.revoked',
  EXPIRED: 'certificate.expired',
}

function followCertificates(life: Life, change: CaChange): void {
  for (const { serialNumber, status } of change.certificates) {
    const known = life.state.certificates.find((certificate) => certificate.serialNumber === serialNumber)
    if (known === undefined || known.status === status || ENDED.includes(known.status)) continue
    known.status = status
    note(life, EVENT_OF_STATUS[status], undefined, { serialNumber })
  }
  if (life.state.activity?.kind === 'revoking') showIdle(life)
  endIfNoneIsLeft(life)
}

/** An order whose certificates are all revoked has none any more. */
export function endIfNoneIsLeft(life: Life): void {
  const isAnyLeft = life.state.certificates.some(
    (certificate) => certificate.status === 'VALID' || certificate.status === 'REVOKING',
  )
  if (life.state.state === 'issued' && !isAnyLeft) {
    moveTo(life, 'revoked')
    note(life, 'order.revoked')
  }
}
