import { DOCUMENT_TYPES } from '../../../domain/document.ts'
import { CA_ORDER_STATUSES, type CaOrderStatus } from '../../../domain/order-view.ts'
import { CONTROL_METHODS, type ControlMethod } from '../../../domain/product.ts'

/** A word of the CA's that this version does not know, kept as it came. */
export type Unknown = `UNKNOWN:${string}`

export const CERTIFICATE_WORDS = ['VALID', 'REVOKING', 'REVOKED'] as const
export type CertificateWord = (typeof CERTIFICATE_WORDS)[number]

export const VERIFICATION_STATES = ['NOT_REQUIRED', 'REQUIRED', 'FAILED', 'VERIFIED'] as const
export type VerificationState = (typeof VERIFICATION_STATES)[number]

export const VERIFICATION_TYPES = [
  'EMAIL',
  'SYSTEM',
  'DOMAIN',
  'PRODUCT',
  'EXTENDED_VALIDATION',
  'ORGANIZATION',
  'APPLICANT',
  'AUTHORIZATION',
] as const
export type VerificationType = (typeof VERIFICATION_TYPES)[number]

/** `VERIFICATION_REPORT_OTF` is the CA's alone: its older panels list it, and it takes none from us. */
export const DOCUMENT_WORDS = [...DOCUMENT_TYPES, 'VERIFICATION_REPORT_OTF'] as const
export type DocumentWord = (typeof DOCUMENT_WORDS)[number]

export const REVOCATION_WORDS = [
  'UNSPECIFIED',
  'KEYCOMPROMISE',
  'AFFILIATIONCHANGED',
  'CESSATIONOFOPERATION',
  'SUPERSEDED',
] as const
export type RevocationWord = (typeof REVOCATION_WORDS)[number]

export const SYSTEM_CHECKS = [
  'TOP_SITES',
  'PHISHTANK',
  'CAA',
  'GOOGLE_SAFE_BROWSING',
  'REVOKED_CERTIFICATE',
] as const
export type SystemCheckWord = (typeof SYSTEM_CHECKS)[number]

/** Returns the word when it is one of `words`, else the same word marked as unknown. Never throws. */
export function knownWord<Word extends string>(words: readonly Word[], text: string): Word | Unknown {
  return words.find((word) => word === text) ?? `UNKNOWN:${text}`
}

export function isUnknown(word: string): word is Unknown {
  return word.startsWith('UNKNOWN:')
}

export function orderStatusWord(text: string): CaOrderStatus | Unknown {
  return knownWord(CA_ORDER_STATUSES, text)
}

/** `DNS` is the CA's older name for a TXT record at the name itself. */
export function controlMethodWord(text: string): ControlMethod | Unknown {
  return text === 'DNS' ? 'DNS_TXT' : knownWord(CONTROL_METHODS, text)
}
