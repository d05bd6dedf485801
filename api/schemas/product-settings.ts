import { z } from 'zod'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { CA_MODES, CONTROL_METHODS } from '../../domain/product.ts'
import { ADDITIONAL_NAMES_MODES, RSA_SIZES } from '../../domain/product-settings.ts'
import { language } from './common.ts'

/** The most names that any order may hold. */
const MOST_NAMES = 1000

/** A certificate is valid for so long at most that this is early enough. */
const MOST_DAYS_BEFORE = 200

const additionalNames = z.strictObject({
  mode: z.enum(ADDITIONAL_NAMES_MODES).meta({
    description:
      '`off`: one name; `limit`: `limit` names besides it; `ca-maximum`: as many as the CA takes, new ones at a reissue too',
  }),
  limit: z
    .int()
    .min(1)
    .max(MOST_NAMES - 1),
})

/** How a product is sold. Edits reach new orders only; an order keeps what held at its start. */
export const productSettings = z
  .strictObject({
    additionalNames,
    wildcard: z.boolean(),
    caAccountId: z.string().max(64).nullable().meta({ description: 'Where its orders go' }),
    mode: z
      .enum(CA_MODES)
      .nullable()
      .meta({ description: 'Which kind of account its orders go to where `caAccountId` says nothing' }),
    showProductName: z.boolean().meta({ description: 'Customers read `name` instead of `caName`' }),
    caLanguage: language.meta({ description: 'Of the CA’s own mails' }),
    renewShown: z.boolean().meta({ description: 'Customers are offered to renew' }),
    dueDateFollowsPaid: z
      .boolean()
      .meta({ description: 'The billing system hears of due dates that move with what was paid' }),
    defaultMethod: z.enum(CONTROL_METHODS).nullable(),
    minRsaBits: z.int(),
    idnAllowed: z.boolean(),
    wwwTogether: z
      .boolean()
      .meta({ description: 'A single-name product holds `www.` and the bare name together' }),
    renewal: z
      .strictObject({ policy: z.enum(RENEWAL_POLICIES), daysBefore: z.int().min(1).max(MOST_DAYS_BEFORE) })
      .nullable()
      .meta({
        description: 'Of orders that say nothing else, also of those that exist; null: as the installation',
      }),
  })
  .meta({ id: 'ProductSettings' })

/** What is not given stays. */
export const productSettingsChange = productSettings
  .partial()
  .extend({
    additionalNames: additionalNames.partial().optional(),
    minRsaBits: z.literal(RSA_SIZES).optional(),
  })
  .meta({ id: 'ProductSettingsChange' })

export type ProductSettingsChange = z.output<typeof productSettingsChange>
