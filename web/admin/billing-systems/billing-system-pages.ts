import { type Request, type RequestHandler, Router } from 'express'
import { CertloomError } from '../../../domain/errors.ts'
import { MAIL_NAMES, MAIL_SENDERS } from '../../../domain/mail.ts'
import { INVOICINGS } from '../../../domain/plan-settings.ts'
import { callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import type { SectionSpec } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { bodyOf, type FormValues, valuesOf, withNulls } from '../../forms/form-values.ts'
import { languageOf } from '../../language.ts'
import { pageTexts } from '../../page-texts.ts'
import type { BillingSystemJson } from '../../services.ts'
import { leadTo } from '../../session.ts'
import { showOnce, takeShownOnce } from '../../shown-once.ts'

import { ZONE_OPTIONS } from '../settings-page.ts'

const SYSTEMS_PATH = '/admin/billing-systems'
const BRAND = ['brand.name', 'brand.sender', 'brand.replyTo', 'brand.logoUrl'] as const

function firstSections(request: Request): SectionSpec[] {
  const asInstalled = pageTexts(languageOf(request)).t('billing-systems:option.timeZone.none')
  return [
    {
      key: 'system',
      fields: [
        { name: 'name', type: 'text' },
        { name: 'invoicing', type: 'select', options: INVOICINGS },
        { name: 'timeZone', type: 'select', options: [{ value: '', label: asInstalled }, ...ZONE_OPTIONS] },
      ],
    },
    {
      key: 'brand',
      fields: [
        { name: 'brand.name', type: 'text' },
        { name: 'brand.sender', type: 'email' },
        { name: 'brand.replyTo', type: 'email' },
        { name: 'brand.logoUrl', type: 'url' },
      ],
    },
  ]
}

/** Each mail by its name, with who sends it. */
function mailSection(request: Request): SectionSpec {
  const { t } = pageTexts(languageOf(request))
  const fields = MAIL_NAMES.map((template) => ({
    name: `mails.${template}`,
    type: 'select' as const,
    textKey: 'sender',
    label: t(`mail-editor:name.${template}`),
    options: MAIL_SENDERS,
  }))
  return { key: 'mails', fields }
}

function systemBody(values: FormValues): Record<string, unknown> {
  return withNulls(bodyOf(values), [...BRAND, 'timeZone'])
}

/** For the page of the system, which shows it this once. */
function showSecret(request: Request, { id, name, secret }: BillingSystemJson): void {
  if (secret !== undefined) showOnce(request, { page: `${SYSTEMS_PATH}/${id}`, name, value: secret })
}

function systemPage(context: WebContext): ReturnType<typeof formPage> {
  const { billingSystems } = context.services
  return formPage<BillingSystemJson>(context, {
    view: 'admin/billing-system',
    title: 'billing-systems:title-one',
    words: 'billing-systems:',
    subject: async (request) => {
      const found = (await billingSystems.list()).items.find(({ id }) => id === pathPart(request, 'id'))
      if (found === undefined) throw new CertloomError('not-found')
      return found
    },
    sections: (_system, request) => [...firstSections(request), mailSection(request)],
    required: () => ['name'],
    initial: ({ name, invoicing, brand, mails, timeZone }) =>
      valuesOf({ name, invoicing, brand, mails, timeZone: timeZone ?? '' }),
    model: ({ id, name }, request) => {
      const action = `${SYSTEMS_PATH}/${id}`
      return { name, action, listPath: SYSTEMS_PATH, secret: takeShownOnce(request, action) }
    },
    submit: async (request, { id }, _body, values) => {
      const { name } = await billingSystems.edit(callerOf(request), id, systemBody(values))
      return {
        notice: { tone: 'good', key: 'billing-systems:saved', values: { name } },
        to: `${SYSTEMS_PATH}/${id}`,
      }
    },
  })
}

function newSystemPage(context: WebContext): ReturnType<typeof formPage> {
  return formPage<null>(context, {
    view: 'admin/billing-system',
    title: 'billing-systems:title-new',
    words: 'billing-systems:',
    subject: async () => null,
    sections: (_subject, request) => firstSections(request),
    required: () => ['name'],
    initial: () => ({}),
    model: () => ({ action: `${SYSTEMS_PATH}/new`, listPath: SYSTEMS_PATH }),
    submit: async (request, _subject, _body, values) => {
      const added = await context.services.billingSystems.add(callerOf(request), systemBody(values))
      const { id, name } = added
      showSecret(request, added)
      return {
        notice: { tone: 'good', key: 'billing-systems:added', values: { name } },
        to: `${SYSTEMS_PATH}/${id}`,
      }
    },
  })
}

function rotateSecret({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    showSecret(request, await services.billingSystems.edit(callerOf(request), id, { rotateSecret: true }))
    leadTo(response, `${SYSTEMS_PATH}/${id}`)
  }
}

/** Who starts orders, how their mails look, and who sends which (rows B1, B9). */
export function billingSystemPages(context: WebContext): Router {
  const router = Router()
  const [one, added] = [systemPage(context), newSystemPage(context)]
  router.get('/', async (request, response) => {
    const { items } = await context.services.billingSystems.list()
    const rows = items.map((system) => ({ ...system, href: `${SYSTEMS_PATH}/${system.id}` }))
    const model = { rows, path: SYSTEMS_PATH }
    context.show(request, response, 'admin/billing-systems', { title: 'billing-systems:title' }, model)
  })
  router.get('/new', added.show)
  router.post('/new', added.take)
  router.get('/:id', one.show)
  router.post('/:id', one.take)
  router.post('/:id/secret', rotateSecret(context))
  return router
}
