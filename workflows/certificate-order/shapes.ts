import { DOCUMENT_WANTS } from '../../domain/ca-wants.ts'
import { CA_ORDER_STATUSES, CERTIFICATE_STATUSES } from '../../domain/order-view.ts'
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

function isCountOrMissing(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 0)
}

function isWantsOrMissing(value: unknown): boolean {
  return (
    value === undefined ||
    (isFields(value) && isOneOf(DOCUMENT_WANTS, value.documents) && typeof value.email === 'boolean')
  )
}

function isActor(value: unknown): boolean {
  return isFields(value) && typeof value.role === 'string'
}

function hasArguments(name: CommandName, value: unknown): boolean {
  if (!isFields(value)) return false
  switch (name) {
    case 'configure':
      return typeof value.configurationId === 'string' && isCountOrMissing(value.billedNames)
    case 'addDocuments':
      return typeof value.documentId === 'string'
    case 'paymentReceived':
      return isOneOf(['paid', 'refunded', 'cancelled'], value.status) && isInstantOrNull(value.paidUntil)
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
