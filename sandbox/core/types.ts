/** Words of the CA's contract that the whole sandbox uses. */

export const ORDER_STATUSES = ['AWAITING', 'VERIFICATION', 'ACCEPTED', 'REJECTED', 'ENROLLED'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export const CERTIFICATE_STATUSES = ['VALID', 'REVOKING', 'REVOKED'] as const

export const METHODS = [
  'ADMIN',
  'FILE',
  'DNS_TXT',
  'DNS_TXT_PREFIX',
  'DNS_CNAME',
  'DNS_CNAME_PREFIX',
] as const
export type Method = (typeof METHODS)[number]

export const PREFIXES = ['ADMIN', 'ADMINISTRATOR', 'POSTMASTER', 'HOSTMASTER', 'WEBMASTER'] as const
export type Prefix = (typeof PREFIXES)[number]

export const PROOF_STATES = ['REQUIRED', 'FAILED', 'VERIFIED'] as const
export type ProofState = (typeof PROOF_STATES)[number]

/** Automatic checks; only negative ones are ever reported. */
export const SYSTEM_CHECKS = [
  'TOP_SITES',
  'PHISHTANK',
  'CAA',
  'GOOGLE_SAFE_BROWSING',
  'REVOKED_CERTIFICATE',
] as const
export type SystemCheck = (typeof SYSTEM_CHECKS)[number]

export const REVOCATION_REASONS = [
  'UNSPECIFIED',
  'KEYCOMPROMISE',
  'AFFILIATIONCHANGED',
  'CESSATIONOFOPERATION',
  'SUPERSEDED',
] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]

/** An error as the CA reports one: a number, and the offending text where there is one. */
export interface CaError {
  code: number
  value?: string
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; errors: CaError[] }

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

export function failure<T>(code: number, value?: string): Outcome<T> {
  return { ok: false, errors: [value === undefined ? { code } : { code, value }] }
}

export const DAY_MS = 86_400_000

export const DOCUMENT_TYPES = [
  'APPLICANT',
  'ORGANIZATION',
  'AUTHORIZATION',
  'ADDITIONAL',
  'VERIFICATION_REPORT',
  'VERIFICATION_REPORT_OTF',
  'ATTESTATION_LETTER',
] as const
export type DocumentType = (typeof DOCUMENT_TYPES)[number]

export const DOCUMENT_STATES = ['NEW', 'ACCEPTED', 'REJECTED'] as const
