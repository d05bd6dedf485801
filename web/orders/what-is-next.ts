import { isCaCheck, mendedBy } from '../../domain/ca-checks.ts'
import { lacksNames } from '../../domain/certificate-names.ts'
import type { OrderActivity } from '../../domain/order-state.ts'
import type { OrderJson, VerificationJson } from '../services.ts'

/** A mailbox is proven by a click in a message, not by records and files. */
export function isMailbox({ product }: Pick<OrderJson, 'product'>): boolean {
  return product.kind === 'smime'
}

/** Key of the text that says what is being done, and whose move it is. */
function movingKey(order: OrderJson, { kind, step, waitsFor, problem }: OrderActivity): string {
  if (kind === 'cancelling') return 'next.cancelling'
  if (isCaCheck(problem) && isCheckInTheWay(order)) return `next.check-${mendedBy(problem)}`
  // At a CA without an API all is a person's to do; elsewhere something is wrong that a person must mend.
  if (waitsFor === 'admin') return problem === null ? 'next.by-hand' : 'next.admin-needed'
  if (kind === 'revoking') return 'next.revoking'
  switch (step) {
    case 'awaiting-payment':
      return kind === 'renewing' ? 'next.awaiting-renewal-payment' : 'next.awaiting-names-payment'
    case 'verifying':
      if (waitsFor !== 'client') return 'next.verifying-ca'
      return isMailbox(order) ? 'next.verifying-mailbox' : 'next.verifying'
    case 'ordering':
    case 'awaiting-csr':
    case 'awaiting-documents':
    case 'issuing':
      return `next.${step}`
  }
}

/** Proof and documents that the client still owes come before what a check of the CA's minds. */
function isCheckInTheWay({ activity, verification }: OrderJson): boolean {
  return activity?.step === 'verifying' && (verification === null || verification.verified >= verification.of)
}

/** Key of the text that says how the order stands; null where only what is being done counts. */
function standingKey({ state, activity, certificates }: OrderJson): string | null {
  // Which names, and what will be done, is told beside it.
  if (state === 'issued' && lacksNames(certificates)) return null
  switch (state) {
    case 'awaiting-configuration':
      return activity === null ? 'next.awaiting-configuration' : null
    case 'verifying':
      return activity === null ? 'next.verifying-ca' : null
    case 'awaiting-payment':
    case 'awaiting-acceptance':
    case 'issued':
    case 'revoked':
    case 'expired':
    case 'rejected':
    case 'cancelled':
    case 'ended':
      return `next.${state}`
  }
}

/** Whether our own look has found something that is to be fixed before the CA can issue. */
export function isDoubtful({ findings }: Pick<VerificationJson, 'findings'>): boolean {
  return findings.some(({ severity }) => severity === 'problem')
}

const ON_ITS_WAY = ['ordering', 'verifying', 'awaiting-documents', 'issuing'] as const

/** Another certificate is made while the one before is there. */
function isReplacing({ certificates, activity }: OrderJson): boolean {
  if (activity === null || certificates.length === 0) return false
  const isMaking = ['reissuing', 'renewing', 'repeating'].includes(activity.kind)
  return isMaking && ON_ITS_WAY.some((step) => step === activity.step)
}

/** Keys of the texts that say, in plain words, how the order stands, what is being done, and whose move it is. */
export function whatIsNext(order: OrderJson, isIssueDoubtful = false): string[] {
  const { activity } = order
  const said = activity === null ? null : movingKey(order, activity)
  const moving = said === 'next.issuing' && isIssueDoubtful ? 'next.issuing-doubtful' : said
  const isOver = activity?.kind === 'cancelling'
  const keys = [isOver ? null : standingKey(order), isReplacing(order) ? 'next.replacing' : null, moving]
  return keys.filter((key) => key !== null)
}
