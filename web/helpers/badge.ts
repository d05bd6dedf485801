import Handlebars, { type HelperOptions } from 'handlebars'
import { pageData } from './page-data.ts'

const { escapeExpression, SafeString } = Handlebars

const TONES: Readonly<Record<string, string>> = {
  issued: 'good',
  VALID: 'good',
  VERIFIED: 'good',
  ENROLLED: 'good',
  verifying: 'busy',
  AWAITING: 'busy',
  VERIFICATION: 'busy',
  ACCEPTED: 'busy',
  REQUIRED: 'busy',
  REVOKING: 'busy',
  'awaiting-configuration': 'wanted',
  'awaiting-payment': 'wanted',
  'awaiting-acceptance': 'wanted',
  rejected: 'bad',
  revoked: 'bad',
  expired: 'bad',
  FAILED: 'bad',
  REJECTED: 'bad',
  REVOKED: 'bad',
  EXPIRED: 'bad',
  problem: 'bad',
  warning: 'wanted',
  ok: 'good',
  delivered: 'good',
  pending: 'busy',
  'given-up': 'bad',
}

/** `{{badge "state" order.state}}`: a state in words, coloured by what it means for the reader. */
export function badge(family: string, value: string, options: HelperOptions): unknown {
  const text = pageData(options).texts.t(`${family}.${value}`)
  const tone = TONES[value] ?? 'plain'
  return new SafeString(
    `<span class="badge badge-${tone}" data-value="${escapeExpression(value)}">${escapeExpression(text)}</span>`,
  )
}
