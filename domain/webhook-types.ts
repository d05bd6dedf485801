/** What a billing system may be told of by webhook. An order's events of these names are told as they are. */
export const WEBHOOK_TYPES = [
  'order.created',
  'order.configuration-needed',
  'order.verification-needed',
  'order.verification-changed',
  'order.documents-needed',
  'order.document-rejected',
  'order.csr-needed',
  'order.issued',
  'order.reissued',
  'order.renewed',
  'order.names-missing',
  'order.names-extra',
  'order.renewal-failed',
  'order.revoking',
  'order.revoked',
  'order.cancelled',
  'order.rejected',
  'order.expired',
  'order.ended',
  'order.suspended',
  'order.resumed',
  'order.due-date-changed',
  'order.paid-until-changed',
  'order.cancellation-requested',
  'order.cancellation-withdrawn',
  'invoice.needed',
  'payment.refunded-after-issue',
  'alarm.raised',
  'alarm.cleared',
  'ca.unreachable',
  'ca.balance-low',
] as const
export type WebhookType = (typeof WEBHOOK_TYPES)[number]

/** The type an event of this name is told as; null for one that stays inside. */
export function webhookTypeOf(name: string): WebhookType | null {
  return WEBHOOK_TYPES.find((type) => type === name) ?? null
}
