import type { Validation } from './product.ts'

/** Why a certificate is revoked: the reasons of RFC 5280, 5.3.1, that a subscriber may give (BR 4.9.1.1, 7.2.2). */
export const REVOCATION_REASONS = [
  'unspecified',
  'keyCompromise',
  'cessationOfOperation',
  'superseded',
  'affiliationChanged',
] as const
export type RevocationReason = (typeof REVOCATION_REASONS)[number]

/** Validations whose certificates name a domain or a mailbox, and nobody whose data could change. */
const NAMING_NOBODY: readonly (Validation | null)[] = ['DV', 'MV']

/** The reasons that a certificate of this validation may be revoked for; the CA refuses the rest (2190). */
export function reasonsFor(validation: Validation | null): readonly RevocationReason[] {
  const isUnfit = NAMING_NOBODY.includes(validation)
  return REVOCATION_REASONS.filter((reason) => !(isUnfit && reason === 'affiliationChanged'))
}
