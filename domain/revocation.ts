/** Why a certificate is revoked: the reasons of RFC 5280, 5.3.1, that a subscriber may give (BR 4.9.1.1, 7.2.2). */
export const REVOCATION_REASONS = [
  'unspecified',
  'keyCompromise',
  'cessationOfOperation',
  'superseded',
  'affiliationChanged',
] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]
