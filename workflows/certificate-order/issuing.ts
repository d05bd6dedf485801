import { addMonths } from '../../domain/period.ts'
import { ca } from './activities.ts'
import { extendTerm } from './awaiting-payment.ts'
import type { CaFailure } from './ca-failure.ts'
import { dropSteps, fulfilSteps, type Life, mail, moveTo, note, settleStep } from './life.ts'
import { currentPurchase, type Purchase, type Step, type Undertaking } from './state.ts'
import { endUndertaking, showIdle, undertakingFailed } from './undertaking.ts'
import { endIfNoneIsLeft } from './verifying.ts'

/** Certificates that have ended are kept in the state up to this number; all of them are in PostgreSQL. */
const ENDED_KEPT = 6
/** So often the CA has said "issued" of a reissue without a certificate: it gave it up. */
const TRIES_OF_A_REISSUE = 9

/**
 * Fetches what the CA issued. The activity keeps the certificates and has compared their keys with the CSR's; with
 * them here, this phase of the order's life is over.
 */
export async function fetchCertificates(life: Life, step: Step): Promise<void> {
  const purchase = currentPurchase(life.state)
  if (purchase === null) return
  const fetched = await ca.fetchCertificates.executeWithOptions({ summary: 'Fetch the certificate' }, [
    { orderId: life.start.orderId, caAccountId: life.start.caAccountId, caOrderId: purchase.caOrderId },
  ])
  const before = new Set(life.state.certificates.map(({ serialNumber }) => serialNumber))
  const read = new Set(fetched.certificates.map(({ serialNumber }) => serialNumber))
  const others = life.state.certificates.filter(({ serialNumber }) => !read.has(serialNumber))
  life.state.certificates = withoutLongEnded([...others, ...fetched.certificates])
  const fresh = [...read].filter((serialNumber) => !before.has(serialNumber))
  purchase.productValidUntil = fetched.productValidUntil
  purchase.status = 'ENROLLED'
  settleStep(life, step, { state: 'done' })
  issued(life, purchase, fresh)
}

function withoutLongEnded(certificates: Life['state']['certificates']): Life['state']['certificates'] {
  const isOver = (status: string) => status === 'REVOKED' || status === 'EXPIRED'
  const ended = certificates.filter(({ status }) => isOver(status)).slice(0, -ENDED_KEPT)
  return certificates.filter((certificate) => !ended.includes(certificate))
}

function issued(life: Life, purchase: Purchase, serialNumbers: string[]): void {
  const { undertaking } = life.state
  fulfilSteps(life, 'check-control', 'read')
  dropSteps(life, 'change-control', 'send-documents', 'cancel')
  const isReplacement = purchase.isReissuing === true
  if (isReplacement || undertaking !== null) life.state.keyIsLost = false
  if (undertaking === null) life.state.activity = null
  else endUndertaking(life)
  moveTo(life, 'issued')
  if (undertaking === null) showIdle(life)
  note(life, eventOf(undertaking), undefined, { serialNumbers })
  if (undertaking !== null && undertaking.kind !== 'repeat')
    mail(life, 'certificate-renewed', undertaking.occasion)
  if (undertaking !== null) addPeriod(life, undertaking)
  endIfNoneIsLeft(life)
  life.state.failed = null
  life.state.settingsAreStale = true
  life.phaseEnded = true
}

function eventOf(undertaking: Undertaking | null): string {
  switch (undertaking?.kind) {
    case 'reissue':
      return 'order.reissued'
    case 'renew':
      return 'order.renewed'
    case 'repeat':
    case undefined:
      return 'order.issued'
  }
}

/** A renewal that somebody asked for adds its period to what was paid until (row M17); a planned one was paid before. */
function addPeriod(life: Life, { kind, commandId }: Undertaking): void {
  const { paidUntil, settings } = life.state
  if (kind !== 'renew' || commandId === null || paidUntil === null || settings === null || settings.recurring)
    return
  extendTerm(life, addMonths(new Date(paidUntil).toISOString(), settings.periodMonths))
}

/** "Issued" without a certificate for so long is how a reissue ends that the CA gave up. */
export function isGivenUp(life: Life, step: Step, failure: CaFailure): boolean {
  return (
    step.attempt >= TRIES_OF_A_REISSUE &&
    failure.kind === 'unavailable' &&
    failure.code === 'certificate-not-there-yet' &&
    currentPurchase(life.state)?.isReissuing === true
  )
}

export function reissueGivenUp(life: Life, step: Step): void {
  life.state.steps = life.state.steps.filter((other) => other !== step)
  undertakingFailed(life, ['ca-rejected'])
}
