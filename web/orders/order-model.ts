import type { Action } from '../../domain/actions.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import type { Audience } from '../caller.ts'
import type { OrderJson } from '../services.ts'

/** An action as a page offers it: a link to a page that asks for more, or a form of one button. */
export interface OfferedAction {
  command: Action
  label: string
  href: string
  isForm: boolean
  tone: 'main' | 'plain' | 'danger'
}

interface ActionPage {
  path: string
  isForm: boolean
  tone: OfferedAction['tone']
}

/** Where an action leads, below the order's path. Null: nothing that a person does here. */
const ACTION_PAGES: Record<Action, ActionPage | null> = {
  payment: null,
  acceptance: { path: '/acceptance', isForm: true, tone: 'main' },
  configuration: { path: '/configure', isForm: false, tone: 'main' },
  verification: { path: '/verification', isForm: false, tone: 'main' },
  'verification/check': { path: '/verification/check', isForm: true, tone: 'plain' },
  documents: { path: '/documents', isForm: false, tone: 'main' },
  synchronize: { path: '/synchronize', isForm: true, tone: 'plain' },
  cancel: { path: '/cancel', isForm: false, tone: 'danger' },
  'renewal-csr': { path: '/renewal-csr', isForm: false, tone: 'plain' },
  reissue: { path: '/reissue', isForm: false, tone: 'plain' },
  renew: { path: '/renew', isForm: false, tone: 'plain' },
  repeat: { path: '/repeat', isForm: true, tone: 'main' },
  revoke: { path: '/revoke', isForm: false, tone: 'danger' },
  certificates: null,
  properties: { path: '/properties', isForm: false, tone: 'plain' },
  renewal: { path: '/renewal', isForm: false, tone: 'plain' },
  send: { path: '/send', isForm: true, tone: 'plain' },
  'configuration-email': { path: '/configuration-email', isForm: true, tone: 'plain' },
  'cancellation-request': { path: '/cancellation', isForm: false, tone: 'danger' },
  'cancellation-withdrawal': { path: '/cancellation-withdrawal', isForm: true, tone: 'plain' },
  suspend: { path: '/suspend', isForm: true, tone: 'plain' },
  resume: { path: '/resume', isForm: true, tone: 'main' },
  terminate: { path: '/terminate', isForm: false, tone: 'danger' },
}

export function orderPath(audience: Audience, id: string): string {
  return `${audience.ordersPath}/${id}`
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
    const { path, isForm, tone } = page
    const href = orderPath(audience, order.id) + path
    if (command === 'configuration' && isRepair(order))
      return [{ command, label: 'action.repair', href, isForm, tone: 'plain' as const }]
    if (command === 'verification' && isMailbox(order))
      return [{ command, label: 'action.verification-mailbox', href, isForm, tone }]
    return [{ command, label: `action.${command}`, href, isForm, tone }]
  })
}

/** Key of the text that says, in plain words, what happens next and whose move it is. */
export function nextKey(order: OrderJson): string {
  const { activity } = order
  if (activity?.kind === 'cancelling') return 'next.cancelling'
  switch (order.state) {
    case 'awaiting-configuration':
      return activity === null ? 'next.awaiting-configuration' : 'next.ordering'
    case 'verifying':
      if (activity?.step === 'issuing') return 'next.issuing'
      if (activity?.step === 'awaiting-documents') return 'next.awaiting-documents'
      if (activity?.waitsFor !== 'client') return 'next.verifying-ca'
      return isMailbox(order) ? 'next.verifying-mailbox' : 'next.verifying'
    case 'awaiting-payment':
    case 'awaiting-acceptance':
    case 'issued':
    case 'revoked':
    case 'expired':
    case 'rejected':
    case 'cancelled':
    case 'ended':
      return `next.${order.state}`
  }
}

/** The certificate that counts: the newest one still good, else the newest of all. */
export function currentCertificate(order: OrderJson): OrderJson['certificates'][number] | null {
  const newestFirst = [...order.certificates].sort((a, b) => b.notBefore.localeCompare(a.notBefore))
  return newestFirst.find(({ status }) => status === 'VALID') ?? newestFirst[0] ?? null
}

/** A name as a page shows it; a wildcard is no address that could be opened. */
export function shownNames(names: readonly string[]): { name: string; href: string | null }[] {
  return names.map((name) => ({ name, href: name.includes('*') ? null : `https://${name}/` }))
}

/** A mailbox is proven by a click in a message, not by records and files. */
export function isMailbox({ product }: Pick<OrderJson, 'product'>): boolean {
  return product.kind === 'smime'
}

function takesDocuments(order: OrderJson): boolean {
  return order.actions.includes('documents') || requiredDocuments(order.product).length > 0
}

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
    hasVerification: order.verification !== null || (isMailbox(order) && isAtCa),
    hasState: isAtCa,
    hasDocuments: isAtCa && takesDocuments(order),
    isMailbox: isMailbox(order),
    hasCertificates: order.certificates.length > 0,
  }
}
