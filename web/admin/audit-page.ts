import type { RequestHandler } from 'express'
import { AUDIT_ROLES } from '../../api/schemas/audit.ts'
import { CertloomError } from '../../domain/errors.ts'
import { ADMIN, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { eventWords } from '../orders/event-words.ts'
import { orderPath } from '../orders/order-model.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'
import type { AuditJson } from '../services.ts'

const PATH = '/admin/audit'
const FILTERS = ['who', 'role', 'what', 'from', 'until'] as const
type Filter = Partial<Record<(typeof FILTERS)[number], string>>

function filterOf(request: Parameters<RequestHandler>[0]): Filter {
  const given = FILTERS.map((name) => [name, queryText(request, name)] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** What was done, in words: the events of orders have theirs, and so have changes of the installation. */
function whatOf({ kind, what }: AuditJson, texts: PageTexts): string {
  if (kind === 'order') return eventWords(what, texts)
  const key = `audit:change.${what.replaceAll('.', '-')}`
  return texts.has(key) ? texts.t(key) : `${texts.t('event.other')} (${what})`
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Where the words for a changed field are, by what was changed. */
const WORDS: Readonly<Record<string, string>> = {
  settings: 'settings:',
  user: 'users:',
  token: 'tokens:',
  webhook: 'webhooks:',
  product: 'products:',
  account: 'accounts:',
  system: 'billing-systems:',
  mail: 'mail-editor:',
  bulk: 'bulk:',
}

function detailsOf({ kind, what, details }: AuditJson, texts: PageTexts): object[] {
  if (kind === 'order') return []
  const words = WORDS[what.split('.')[0] ?? ''] ?? ''
  return Object.entries(details).map(([field, change]) => {
    const { from, to } = { from: undefined, to: undefined, ...(typeof change === 'object' ? change : {}) }
    const key = `${words}field.${field}`
    const label = texts.has(key) ? texts.t(key) : field
    return { label, from: from === undefined ? null : valueText(from), to: valueText(to) }
  })
}

function rowOf(entry: AuditJson, texts: PageTexts): object {
  return {
    ...entry,
    whatText: whatOf(entry, texts),
    orderHref: entry.orderId === null ? null : orderPath(ADMIN, entry.orderId),
    changes: detailsOf(entry, texts),
  }
}

/** A filter that cannot be read is told of, and shows nothing. */
async function read({ services }: WebContext, request: Parameters<RequestHandler>[0], filter: Filter) {
  try {
    const page = await services.audit.list({ ...filter, cursor: queryText(request, 'cursor') })
    return { ...page, problems: [] }
  } catch (error) {
    if (!(error instanceof CertloomError) || error.code !== 'invalid-input') throw error
    const texts = pageTexts(languageOf(request))
    const problems = shownProblems(error.problems, languageOf(request)).map(({ field, message }) => ({
      message,
      label: texts.has(`audit:filter.${field}`) ? texts.t(`audit:filter.${field}`) : '',
      href: `#${field}`,
    }))
    return { items: [], nextCursor: null, problems }
  }
}

/** Who did what, newest first; what it is searched by stands in the address. */
export function auditPage(context: WebContext): RequestHandler {
  return async (request, response) => {
    const texts = pageTexts(languageOf(request))
    const filter = filterOf(request)
    const { items, nextCursor, problems } = await read(context, request, filter)
    const model = {
      filter: { ...Object.fromEntries(FILTERS.map((name) => [name, ''])), ...filter },
      path: PATH,
      problems,
      isFiltered: Object.keys(filter).length > 0,
      roles: AUDIT_ROLES.map((role) => ({ role, isSelected: role === filter.role })),
      rows: items.map((entry) => rowOf(entry, texts)),
      isFirstPage: queryText(request, 'cursor') === undefined,
      next: nextCursor === null ? null : `${PATH}?${new URLSearchParams({ ...filter, cursor: nextCursor })}`,
    }
    const status = problems.length > 0 ? 422 : 200
    context.show(request, response, 'admin/audit', { title: 'audit:title', status }, model)
  }
}
