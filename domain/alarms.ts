import type { MailName } from './mail.ts'

/** What a person must know of, and where it concerns an order, look after. */
export const ALARM_KINDS = [
  'behind-plan',
  'renewal-stuck',
  'renewal-failed',
  'names-missing',
  'names-extra',
  'admin-needed',
  'certificate-ends',
  'invoice-unpaid',
  'payment-refunded',
  'csr-missing',
  'revoking-long',
  'older-revoked',
  'end-asked',
  'ca-task-open',
  'verification-lapsing',
  'configuration-unfinished',
  'verification-unfinished',
  'documents-unfinished',
  'check-failed',
  'check-held',
  'projection-stale',
  'ca-unreachable',
  'balance-low',
  'engine-away',
  'worker-away',
] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** One alarm that stands. `step` names the occasion and how far it is: each is told once. */
export interface StandingAlarm {
  kind: AlarmKind
  subject: string
  step: string
  orderId: string | null
}

/** Days after which something unfinished is brought up again (row M18). */
export const REMINDER_DAYS = [1, 3, 7, 14, 30] as const

/** Days before a certificate's end at which it is brought up, and on the day after. */
export const END_DAYS = [30, 14, 7, 3, 1] as const

/** Days before a CA revokes a certificate that a reissue replaced at which the client is told. */
export const OLDER_DAYS = [7, 3, 1] as const

/** How the steps of `verification-lapsing` end: a code or link that the client has not used, or evidence that a reissue needs. */
export const LAPSING_CODE = '/code'
export const LAPSING_EVIDENCE = '/evidence'

/** The mail to the client that goes with an alarm, or null where it is the admins' alone. */
const CLIENT_MAIL: Partial<Record<AlarmKind, MailName>> = {
  'certificate-ends': 'renewal-due',
  'csr-missing': 'csr-needed',
  'older-revoked': 'older-revoked',
  'configuration-unfinished': 'reminder-configuration',
  'verification-unfinished': 'reminder-verification',
  'verification-lapsing': 'reminder-verification',
  'documents-unfinished': 'reminder-documents',
  'check-failed': 'check-failed',
}

/** How the step of an alarm ends that stands from the moment its event was told: that has its own mail. */
export const AT_ONCE = '/0'

/** The mail to the client that this step of an alarm brings along, or null. */
export function clientMailOf({ kind, step }: Pick<StandingAlarm, 'kind' | 'step'>): MailName | null {
  return step.endsWith(AT_ONCE) ? null : (CLIENT_MAIL[kind] ?? null)
}

/** The last of the reminders: from here on it is the admins' task. */
const LAST_REMINDER = `/${REMINDER_DAYS.at(-1)}`

/** Whether the admins are told by mail at this step, too: what the client has left lying long enough is their task. */
export function isForAdmins({ kind, step }: Pick<StandingAlarm, 'kind' | 'step'>): boolean {
  switch (kind) {
    case 'configuration-unfinished':
    case 'verification-unfinished':
    case 'documents-unfinished':
    case 'check-failed':
      return step.endsWith(LAST_REMINDER)
    case 'certificate-ends':
      return !step.endsWith('/30') && !step.endsWith('/14')
    case 'older-revoked':
      return false
    case 'verification-lapsing':
      return step.endsWith(LAPSING_EVIDENCE)
    default:
      return true
  }
}
