import type { EventName } from '../../domain/events.ts'
import type { CertificateSummary } from '../../domain/order-view.ts'
import { addPeriod } from '../../domain/period.ts'
import { paidPeriod } from '../../domain/plan-settings.ts'
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
  const fresh = fetched.certificates.filter(({ serialNumber }) => !before.has(serialNumber))
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

function issued(life: Life, purchase: Purchase, fresh: readonly CertificateSummary[]): void {
  const { undertaking } = life.state
  fulfilSteps(life, 'check-control', 'read')
  dropSteps(life, 'change-control', 'send-documents', 'cancel')
  const isReplacement = purchase.isReissuing === true
  if (isReplacement || undertaking !== null) life.state.keyIsLost = false
  if (undertaking === null) life.state.activity = null
  else endUndertaking(life)
  moveTo(life, 'issued')
  if (undertaking === null) showIdle(life)
  tellOfCertificates(life, undertaking, fresh)
  if (undertaking !== null) addRenewedPeriod(life, undertaking)
  endIfNoneIsLeft(life)
  life.state.failed = null
  life.state.settingsAreStale = true
  life.phaseEnded = true
}

/**
 * What is told as success is what holds every name that was ordered. One that lacks a name is an alarm: it is told as
 * such, and the success once another certificate has them all. What is in it besides is told with the success.
 */
function tellOfCertificates(
  life: Life,
  undertaking: Undertaking | null,
  fresh: readonly CertificateSummary[],
): void {
  const event = life.state.isIssueUntold === true ? 'order.issued' : eventOf(undertaking)
  const serialNumbers = fresh.map(({ serialNumber }) => serialNumber)
  const lacking = fresh.filter(({ missingNames = [] }) => missingNames.length > 0)
  for (const { serialNumber, missingNames } of lacking)
    note(life, 'order.names-missing', undefined, { serialNumber, names: missingNames })
  for (const { serialNumber, extraNames = [] } of fresh)
    if (extraNames.length > 0) note(life, 'order.names-extra', undefined, { serialNumber, names: extraNames })
  if (lacking.length > 0) {
    if (event === 'order.issued') life.state.isIssueUntold = true
    return
  }
  note(life, event, undefined, { serialNumbers })
  if (undertaking !== null && undertaking.kind !== 'repeat' && event !== 'order.issued')
    mail(life, 'certificate-renewed', undertaking.occasion)
  delete life.state.isIssueUntold
}

function eventOf(undertaking: Undertaking | null): EventName {
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
function addRenewedPeriod(life: Life, { kind, commandId }: Undertaking): void {
  const { paidUntil, settings } = life.state
  if (kind !== 'renew' || commandId === null || paidUntil === null || settings === null || settings.recurring)
    return
  extendTerm(life, addPeriod(new Date(paidUntil).toISOString(), paidPeriod(settings)))
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
