import { type Request, type RequestHandler, Router } from 'express'
import { BULK_ACTIONS } from '../../../domain/bulk.ts'
import { CertloomError } from '../../../domain/errors.ts'
import { REVOCATION_REASONS } from '../../../domain/revocation.ts'
import { ADMIN, callerOf, commandIdOf, pathPart, queryText } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import type { SectionSpec } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { type FormValues, postedValues, textOf } from '../../forms/form-values.ts'
import { languageOf } from '../../language.ts'
import { addressOf, filterIn, filterText, isNarrowed, queryOf } from '../../lists/order-filter.ts'
import { orderPath } from '../../orders/order-model.ts'
import { pageTexts } from '../../page-texts.ts'
import type { BulkPreview } from '../../services.ts'
import { leadTo, leaveNotice } from '../../session.ts'

const BULK_PATH = '/admin/bulk'
const RELOAD_SECONDS = 5

const REVOKING = { field: 'action', is: ['revoke'] } as const

import { addDays, isDay, startOfDay } from '../../../platform/days.ts'
import { timeZoneOf } from '../../time-zone.ts'

const FIELDS = ['action', 'by', 'reason', 'compromisedOn'] as const

function sections(request: Request): SectionSpec[] {
  const { t } = pageTexts(languageOf(request))
  const reasons = ['none', ...REVOCATION_REASONS].map((reason) => ({
    value: reason === 'none' ? '' : reason,
    label: t(`revoke.option.reason.${reason}`),
  }))
  return [
    {
      key: 'bulk',
      fields: [
        { name: 'action', type: 'select', options: BULK_ACTIONS },
        { name: 'by', type: 'date', isShort: true },
        { name: 'reason', type: 'select', options: reasons, shownWhen: REVOKING },
        { name: 'compromisedOn', type: 'date', isShort: true, shownWhen: REVOKING },
      ],
    },
  ]
}

interface BulkSubject {
  filter: FormValues
  /** What would happen; null before it was asked. */
  preview: BulkPreview | null
}

function lastSecondOf(day: string, timeZone: string): string {
  return new Date(startOfDay(addDays(day, 1), timeZone).getTime() - 1000).toISOString()
}

/** What is to be asked of the orders that the address means. Days end with their last second. */
function bulkBody(request: Request, values: FormValues): Record<string, unknown> {
  const { sort: _sort, ...filter } = queryOf(filterIn(request, ADMIN), ADMIN, timeZoneOf(request))
  const asked = ['action', 'reason', 'compromisedOn'].map((name) => [name, textOf(values, name)] as const)
  const by = textOf(values, 'by')
  return {
    ...Object.fromEntries(asked.filter(([, value]) => value !== '')),
    ...(by === '' ? {} : { by: isDay(by) ? lastSecondOf(by, timeZoneOf(request)) : by }),
    filter,
  }
}

function chosenIn(request: Request): FormValues {
  return Object.fromEntries(FIELDS.map((name) => [name, queryText(request, name) ?? '']))
}

async function previewFor(
  { services }: WebContext,
  request: Request,
  values: FormValues,
): Promise<BulkPreview | null> {
  if (textOf(values, 'action') === '') return null
  const asked = { ...bulkBody(request, values), dryRun: true }
  const answer = await services.bulk.ask(callerOf(request), asked)
  return answer.status === 200 ? answer.body : null
}

/** What would be done: what was chosen stands in the address, so that the preview can be read again. */
function newBulkPage(context: WebContext): ReturnType<typeof formPage> {
  return formPage<BulkSubject>(context, {
    view: 'admin/bulk-new',
    title: 'bulk:title',
    words: 'bulk:',
    subject: async (request) => {
      const filter = filterIn(request, ADMIN)
      if (!isNarrowed(filter)) throw new CertloomError('not-found')
      const isReading = request.method === 'GET'
      return { filter, preview: isReading ? await previewFor(context, request, chosenIn(request)) : null }
    },
    sections: (_subject, request) => sections(request),
    required: () => ['action'],
    initial: (_subject, request) => chosenIn(request),
    model: ({ filter, preview }, request) => ({
      filter: Object.entries(filter)
        .filter(([name]) => name !== 'sort')
        .map(([name, value]) => ({
          name,
          value: filterText(name, String(value), pageTexts(languageOf(request))),
        })),
      preview,
      chosen: Object.entries(chosenIn(request)).map(([name, value]) => ({ name, value })),
      chosenAction: queryText(request, 'action') ?? null,
      obstacles: Object.entries(preview?.impossible ?? {}).map(([reason, orders]) => ({ reason, orders })),
      action: addressOf(`${BULK_PATH}/new`, filter),
      runPath: addressOf(BULK_PATH, filter),
      listPath: addressOf(ADMIN.ordersPath, filter),
    }),
    submit: async (request, { filter }, _body, values) => {
      await previewFor(context, request, values)
      const chosen = Object.entries(values).filter(([, value]) => value !== '')
      const more = Object.fromEntries(chosen.map(([name, value]) => [name, String(value)]))
      return { notice: null, to: addressOf(`${BULK_PATH}/new`, filter, more) }
    },
  })
}

function runBulk({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const values = postedValues(request.body, FIELDS)
    const options = { commandId: commandIdOf(request) }
    const answer = await services.bulk.ask(callerOf(request), bulkBody(request, values), options)
    if (answer.status !== 202) throw new CertloomError('not-found')
    leadTo(response, `${BULK_PATH}/${answer.body.id}`)
  }
}

function bulkJobPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const cursor = queryText(request, 'cursor')
    const job = await services.bulk.read(callerOf(request), pathPart(request, 'id'), { cursor })
    const isRunning = job.state === 'running'
    const model = {
      job,
      isRunning,
      stopPath: job.planned > 0 ? `${BULK_PATH}/${job.id}/stop` : null,
      percent: job.total === 0 ? 100 : Math.floor(((job.done + job.refused + job.stopped) / job.total) * 100),
      items: job.items.map((item) => ({ ...item, href: orderPath(ADMIN, item.orderId) })),
      next:
        job.nextCursor === null
          ? null
          : `${BULK_PATH}/${job.id}?cursor=${encodeURIComponent(job.nextCursor)}`,
    }
    const options = { title: 'bulk:job-title', ...(isRunning ? { refreshSeconds: RELOAD_SECONDS } : {}) }
    show(request, response, 'admin/bulk-job', options, model)
  }
}

function stopBulk({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const { job, stopped } = await services.bulk.stop(callerOf(request), pathPart(request, 'id'))
    const tone = stopped > 0 ? 'good' : 'info'
    leaveNotice(request, { tone, key: 'bulk:stopped-notice', values: { count: stopped } })
    leadTo(response, `${BULK_PATH}/${job.id}`)
  }
}

/** The same asked of many orders, with a preview first (row X8). */
export function bulkPages(context: WebContext): Router {
  const router = Router()
  const page = newBulkPage(context)
  router.get('/new', page.show)
  router.post('/new', page.take)
  router.post('/', runBulk(context))
  router.get('/:id', bulkJobPage(context))
  router.post('/:id/stop', stopBulk(context))
  return router
}
