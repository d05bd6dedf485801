import { CA_CHECKS } from '../../domain/ca-checks.ts'
import { DOCUMENT_WANTS } from '../../domain/ca-wants.ts'
import { PAYMENT_STATUSES, RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { CA_ORDER_STATUSES, CANCELLATION_TIMES, CERTIFICATE_STATUSES } from '../../domain/order-view.ts'
import { REVOCATION_REASONS } from '../../domain/revocation.ts'
import type { CaChange, CommandMessage, CommandName } from '../contract.ts'

/**
 * Anybody with the Temporal UI or CLI may send anything, and a message that is believed and misread would stop the order
 * until somebody mends it by hand. So its shape is looked at first; these are the checks, without any library.
 */
type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && values.includes(value)
}

function isInstantOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isCountOrMissing(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 0)
}

/** As long as an invoice's number may be. */
const MOST_CHARACTERS = 255

function isShortOrMissing(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= MOST_CHARACTERS)
}

function isWantsOrMissing(value: unknown): boolean {
  return (
    value === undefined ||
    (isFields(value) &&
      isOneOf(DOCUMENT_WANTS, value.documents) &&
      typeof value.email === 'boolean' &&
      (value.checks === undefined ||
        (Array.isArray(value.checks) && value.checks.every((check) => isOneOf(CA_CHECKS, check)))))
  )
}

function isActor(value: unknown): boolean {
  return isFields(value) && typeof value.role === 'string'
}

/** Whether the command's arguments are what they must be. */
export function hasArguments(name: CommandName, value: unknown): boolean {
  if (!isFields(value)) return false
  switch (name) {
    case 'configure':
      return typeof value.configurationId === 'string' && isCountOrMissing(value.billedNames)
    case 'addDocuments':
      return typeof value.documentId === 'string'
    case 'paymentReceived':
      return (
        isOneOf(PAYMENT_STATUSES, value.status) &&
        isInstantOrNull(value.paidUntil) &&
        isShortOrMissing(value.invoice) &&
        (value.knownAs === undefined || isOneOf(PAYMENT_STATUSES, value.knownAs))
      )
    case 'provideRenewalCsr':
    case 'editProperties':
      return typeof value.configurationId === 'string'
    case 'reissue':
      return (
        isTextOrNull(value.serialNumber) &&
        typeof value.configurationId === 'string' &&
        Array.isArray(value.addNames) &&
        value.addNames.every((each) => typeof each === 'string')
      )
    case 'renew':
      return [value.serialNumber, value.configurationId, value.product].every(isTextOrNull)
    case 'revoke':
      return (
        typeof value.serialNumber === 'string' &&
        isOneOf(REVOCATION_REASONS, value.reason) &&
        isInstantOrNull(value.compromisedOn)
      )
    case 'requestCancellation':
      return isOneOf(CANCELLATION_TIMES, value.when) && typeof value.revoke === 'boolean'
    case 'changeRenewal':
      return (
        (value.policy === null || isOneOf(RENEWAL_POLICIES, value.policy)) &&
        (value.daysBefore === null || isCountOrMissing(value.daysBefore))
      )
    case 'addCertificate':
      return typeof value.serialNumber === 'string' && isInstantOrNull(value.paidUntil)
    case 'terminateService':
      return typeof value.revoke === 'boolean'
    case 'withdrawCancellation':
    case 'repeat':
    case 'send':
    case 'sendConfigurationEmail':
    case 'suspend':
    case 'resume':
    case 'changeVerification':
    case 'checkVerification':
    case 'cancel':
    case 'accept':
    case 'synchronize':
      return true
  }
}

/** True for what carries a command id, whether the rest of it is sound or not: it claims to be no bare message. */
export function claimsToBeCommand(value: unknown): boolean {
  return isFields(value) && 'commandId' in value
}

export function isCommand(name: CommandName, value: unknown): value is CommandMessage {
  return (
    isFields(value) &&
    typeof value.commandId === 'string' &&
    isActor(value.actor) &&
    hasArguments(name, value.arguments)
  )
}

function isControl(value: unknown): boolean {
  return value === null || (isFields(value) && Number.isInteger(value.verified) && Number.isInteger(value.of))
}

function isCertificate(value: unknown): boolean {
  return (
    isFields(value) && typeof value.serialNumber === 'string' && isOneOf(CERTIFICATE_STATUSES, value.status)
  )
}

export function isCaChange(value: unknown): value is CaChange {
  return (
    isFields(value) &&
    typeof value.caOrderId === 'string' &&
    isOneOf(CA_ORDER_STATUSES, value.status) &&
    isControl(value.control) &&
    Array.isArray(value.certificates) &&
    value.certificates.every(isCertificate) &&
    isWantsOrMissing(value.wants)
  )
}

export function isSighting(value: unknown): value is { caOrderId: string } {
  return isFields(value) && typeof value.caOrderId === 'string'
}
