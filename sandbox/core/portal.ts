import { randomBytes } from 'node:crypto'
import type { CoreContext } from './context.ts'
import type { Database } from './database.ts'
import { settingOr } from './settings.ts'

/** Where the portal's pages find what does their work: the address is in the portal's configuration. */
export const BACKEND_PATH = '/rest/api'
const PARTNER_ID_BYTES = 20
/** Written as base64url they are 54 characters. */
const VERIFICATION_ID_BYTES = 40

/** What the portal knows the partner's account by; it stands in every link. */
export function partnerId(database: Database): string {
  return settingOr(database, 'account.partnerId', () => randomBytes(PARTNER_ID_BYTES).toString('hex'))
}

export function newVerificationId(): string {
  return randomBytes(VERIFICATION_ID_BYTES).toString('base64url')
}

/** The page behind the link of a verification mail. */
export function approvalUrl(context: CoreContext, verificationId: string, language: string): string {
  const query = new URLSearchParams({
    themeId: 'default',
    partnerId: partnerId(context.database),
    verificationId,
    language,
  })
  return `${context.publicUrl}/emailVerification?${query}`
}
