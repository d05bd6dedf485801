import type { RenewalPolicy } from './order-terms.ts'

/** What an admin decides for the whole installation. */
export interface InstallationSettings {
  /** How long what was said to and by CAs is kept. */
  exchangesKeptDays: number
  /** For orders and products that say nothing else. */
  renewal: { policy: RenewalPolicy; daysBefore: number }
  /** How long before a renewal its invoice is asked for. */
  invoiceDaysBefore: number
  /** After how long an order is cancelled that was never issued and waits for its client; null: never. */
  cancelUnfinishedAfterDays: number | null
  /** So many days left of a product the CA adds to the one that renews it; more than that is lost (row M17). */
  renewalCarriesDays: number
  /** After how long the CA revokes the certificates that a reissue replaced; null: it leaves them alone (row M6). */
  olderRevokedAfterDays: number | null
  /** The zone whose days are told and typed, by its IANA name; a billing system may have another. */
  timeZone: string
}

/** What holds until an admin says otherwise. */
export const INSTALLATION_DEFAULTS: InstallationSettings = {
  exchangesKeptDays: 90,
  renewal: { policy: 'auto', daysBefore: 10 },
  invoiceDaysBefore: 7,
  cancelUnfinishedAfterDays: null,
  // What resellers report of Certum.
  renewalCarriesDays: 30,
  olderRevokedAfterDays: null,
  timeZone: 'Europe/Warsaw',
}

/** What an admin may choose, in days: smallest and largest. */
export const INSTALLATION_BOUNDS = {
  exchangesKeptDays: [1, 3650],
  renewalDaysBefore: [1, 200],
  invoiceDaysBefore: [1, 60],
  cancelUnfinishedAfterDays: [1, 3650],
  renewalCarriesDays: [0, 90],
  olderRevokedAfterDays: [1, 90],
} as const
