import type { Action } from '../../domain/actions.ts'
import { daysLeftIfFew } from '../../domain/certificate-end.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import type { Audience } from '../caller.ts'
import type { OrderJson } from '../services.ts'
import { failedCheck, isMoving } from './live-part.ts'
import { isMailbox } from './what-is-next.ts'

/** An action as a page offers it: a link to a page that asks for more, or a form of one button. */
export interface OfferedAction {
  command: Action
  label: string
  href: string
  isForm: boolean
  tone: 'main' | 'plain' | 'danger'
  group: ActionGroup
}

/** Under which heading an action stands: what is wanted now, then whatever it is about. */
const ACTION_GROUPS = ['now', 'certificate', 'service', 'provider'] as const
type ActionGroup = (typeof ACTION_GROUPS)[number]

interface ActionPage {
  path: string
  isForm: boolean
  tone: OfferedAction['tone']
  group: ActionGroup
}

/** Where an action leads, below the order's path. Null: nothing that a person does here. */
const ACTION_PAGES: Record<Action, ActionPage | null> = {
  payment: { path: '/payment', isForm: false, tone: 'plain', group: 'provider' },
  acceptance: { path: '/acceptance', isForm: true, tone: 'main', group: 'now' },
  configuration: { path: '/configure', isForm: false, tone: 'main', group: 'now' },
  verification: { path: '/verification', isForm: false, tone: 'main', group: 'now' },
  'verification/check': { path: '/verification/check', isForm: true, tone: 'plain', group: 'now' },
  documents: { path: '/documents', isForm: false, tone: 'main', group: 'now' },
  synchronize: { path: '/synchronize', isForm: true, tone: 'plain', group: 'service' },
  cancel: { path: '/cancel', isForm: false, tone: 'danger', group: 'provider' },
  'renewal-csr': { path: '/renewal-csr', isForm: false, tone: 'plain', group: 'certificate' },
  reissue: { path: '/reissue', isForm: false, tone: 'plain', group: 'certificate' },
  renew: { path: '/renew', isForm: false, tone: 'plain', group: 'certificate' },
  repeat: { path: '/repeat', isForm: true, tone: 'main', group: 'now' },
  revoke: { path: '/revoke', isForm: false, tone: 'danger', group: 'certificate' },
  certificates: null,
  properties: { path: '/properties', isForm: false, tone: 'plain', group: 'service' },
  renewal: { path: '/renewal', isForm: false, tone: 'plain', group: 'service' },
  send: { path: '/send', isForm: false, tone: 'plain', group: 'certificate' },
  'configuration-email': { path: '/configuration-email', isForm: true, tone: 'plain', group: 'provider' },
  'cancellation-request': { path: '/cancellation', isForm: false, tone: 'danger', group: 'service' },
  'cancellation-withdrawal': {
    path: '/cancellation-withdrawal',
    isForm: true,
    tone: 'plain',
    group: 'service',
  },
  suspend: { path: '/suspend', isForm: true, tone: 'plain', group: 'provider' },
  resume: { path: '/resume', isForm: true, tone: 'main', group: 'now' },
  terminate: { path: '/terminate', isForm: false, tone: 'danger', group: 'provider' },
}

export function orderPath(audience: Audience, id: string): string {
  return `${audience.ordersPath}/${id}`
}

/** Whether a page has a button or a link for it. */
export function isOffered(action: Action): boolean {
  return ACTION_PAGES[action] !== null
}

/** Details of an order that the CA has already are corrected, not entered. */
export function isRepair(order: Pick<OrderJson, 'state'>): boolean {
  return order.state === 'verifying'
}

/** The order's actions, in the order in which they are offered. Labels are text keys. */
export function offeredActions(order: OrderJson, audience: Audience): OfferedAction[] {
  return order.actions.flatMap((command) => {
    const page = ACTION_PAGES[command]
    if (page === null) return []
    const { path, isForm, tone, group } = page
    const href = orderPath(audience, order.id) + path
    if (command === 'configuration' && isRepair(order))
      return [{ command, label: 'action.repair', href, isForm, tone: 'plain' as const, group }]
    if (command === 'verification' && isMailbox(order))
      return [{ command, label: 'action.verification-mailbox', href, isForm, tone, group }]
    if (command === 'renewal-csr' && order.activity?.step === 'awaiting-csr')
      return [
        { command, label: `action.${command}`, href, isForm, tone: 'main' as const, group: 'now' as const },
      ]
    return [{ command, label: `action.${command}`, href, isForm, tone, group }]
  })
}

/** The offered actions under their headings; those that are wanted now have none. */
export function groupedActions(offered: readonly OfferedAction[]): {
  now: OfferedAction[]
  more: { group: ActionGroup; actions: OfferedAction[] }[]
} {
  const groups = ACTION_GROUPS.map((group) => ({
    group,
    actions: offered.filter((each) => each.group === group),
  }))
  const [now, ...more] = groups
  const mainFirst = (now?.actions ?? []).toSorted(
    (a, b) => Number(b.tone === 'main') - Number(a.tone === 'main'),
  )
  return { now: mainFirst, more: more.filter(({ actions }) => actions.length > 0) }
}

/** The certificate that counts: the newest one still good, else the newest of all. */
export function currentCertificate(order: OrderJson): OrderJson['certificates'][number] | null {
  const newestFirst = [...order.certificates].sort((a, b) => b.notBefore.localeCompare(a.notBefore))
  return newestFirst.find(({ status }) => status === 'VALID') ?? newestFirst[0] ?? null
}

/** Whole days that are left of the certificate in use, where they are few. */
export function endsIn(order: OrderJson): number | null {
  const current = currentCertificate(order)
  return current === null ? null : daysLeftIfFew(current, new Date())
}

/** Which names a certificate lacks, and which it holds besides; null where it is as it was ordered. */
export function namesDiffer(
  certificate: Pick<OrderJson['certificates'][number], 'missingNames' | 'extraNames'> | null,
): { missing: string[]; extra: string[] } | null {
  const { missingNames: missing = [], extraNames: extra = [] } = certificate ?? {}
  return missing.length > 0 || extra.length > 0 ? { missing, extra } : null
}

/** A name as a page shows it; a wildcard is no address that could be opened. */
export function shownNames(names: readonly string[]): { name: string; href: string | null }[] {
  return names.map((name) => ({ name, href: name.includes('*') ? null : `https://${name}/` }))
}

function takesDocuments(order: OrderJson): boolean {
  return order.actions.includes('documents') || requiredDocuments(order.product).length > 0
}

const ADMIN_TABS = ['exchanges', 'mails', 'ledger', 'notes'] as const

/** What the head of each page about an order shows. */
export function orderHead(order: OrderJson, audience: Audience): object {
  const path = orderPath(audience, order.id)
  const isAtCa = order.caOrders.length > 0
  return {
    order,
    path,
    listPath: audience.ordersPath,
    heading: order.names[0] ?? order.product.name,
    isForAdmin: audience.kind === 'admin',
    adminTabs: ADMIN_TABS,
    hasVerification: order.verification !== null || (isMailbox(order) && isAtCa),
    hasState: isAtCa,
    hasDocuments: isAtCa && takesDocuments(order),
    isMailbox: isMailbox(order),
    isMoving: isMoving(order),
    failedCheck: failedCheck(order),
    hasCertificates: order.certificates.length > 0,
    endsIn: endsIn(order),
  }
}
