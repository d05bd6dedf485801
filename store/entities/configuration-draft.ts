import { defineEntity, p } from '@mikro-orm/postgresql'

/** What was typed so far, right or wrong. */
export const ConfigurationDraft = defineEntity({
  name: 'ConfigurationDraft',
  tableName: 'configuration_drafts',
  properties: {
    orderId: p.text().primary(),
    body: p.json<unknown>(),
    updatedAt: p.datetime(3),
  },
})
