import { z } from 'zod'
import { INSTALLATION_BOUNDS } from '../../domain/installation-settings.ts'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { timeZone } from './common.ts'

function within([min, max]: readonly [number, number]) {
  return z.int().min(min).max(max)
}

const renewal = z.strictObject({
  policy: z.enum(RENEWAL_POLICIES),
  daysBefore: within(INSTALLATION_BOUNDS.renewalDaysBefore),
})

export const settings = z
  .strictObject({
    exchangesKeptDays: within(INSTALLATION_BOUNDS.exchangesKeptDays).meta({
      description: 'How long what was said to and by CAs is kept',
    }),
    renewal: renewal.meta({ description: 'For orders that say nothing else' }),
    invoiceDaysBefore: within(INSTALLATION_BOUNDS.invoiceDaysBefore).meta({
      description: 'How long before a renewal its invoice is asked for',
    }),
    cancelUnfinishedAfterDays: within(INSTALLATION_BOUNDS.cancelUnfinishedAfterDays).nullable().meta({
      description:
        'After how long an order is cancelled that waits for its client and was never issued: for its configuration, proofs or documents; null: never',
    }),
    renewalCarriesDays: within(INSTALLATION_BOUNDS.renewalCarriesDays).meta({
      description: 'So many days left of a product the CA adds to the one that renews it',
    }),
    olderRevokedAfterDays: within(INSTALLATION_BOUNDS.olderRevokedAfterDays)
      .nullable()
      .meta({ description: 'After how long the CA revokes what a reissue replaced; null: it does not' }),
    timeZone: timeZone.meta({
      description: 'The zone whose days are told and typed; a billing system may have another',
    }),
  })
  .meta({ id: 'Settings' })

/** What is not given stays. */
export const settingsChange = settings
  .partial()
  .extend({ renewal: renewal.partial().optional() })
  .meta({ id: 'SettingsChange' })
