import { type Request, type RequestHandler, Router } from 'express'
import { CertloomError } from '../../../domain/errors.ts'
import { MAIL_PARTS, MAIL_PLACEHOLDERS, type MailText } from '../../../domain/mail.ts'
import { callerOf, pathPart, queryText } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import type { SectionSpec } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { type FormValues, postedValues, textOf } from '../../forms/form-values.ts'
import { languageOf } from '../../language.ts'
import { runCommand } from '../../orders/commands.ts'
import type { MailTemplateJson } from '../../services.ts'
import { leadTo, leaveNotice } from '../../session.ts'

const MAILS_PATH = '/admin/mails'
const MOST_BODY_CHARACTERS = 4000

const SECTIONS: readonly SectionSpec[] = [
  {
    key: 'words',
    fields: [
      { name: 'subject', type: 'text' },
      { name: 'body', type: 'textarea', rows: 6, isProse: true, maxLength: MOST_BODY_CHARACTERS },
      { name: 'link', type: 'text' },
      { name: 'note', type: 'textarea', rows: 3, isProse: true },
    ],
  },
]

/** Which words the address means. */
function queryOf(request: Request): { language: string; billingSystem?: string } {
  const billingSystem = queryText(request, 'billingSystem')
  const language = queryText(request, 'language') ?? languageOf(request)
  return { language, ...(billingSystem === undefined ? {} : { billingSystem }) }
}

function pathOf(request: Request, more = ''): string {
  const template = encodeURIComponent(pathPart(request, 'template'))
  return `${MAILS_PATH}/${template}${more}?${new URLSearchParams(queryOf(request))}`
}

function wordsIn(values: FormValues): MailText {
  const [subject, body, link, note] = MAIL_PARTS.map((part) => textOf(values, part))
  return { subject: subject ?? '', body: body ?? '', link: link ?? '', note: note ?? '' }
}

function wordsOf({ subject, body, link, note }: MailText): MailText {
  return { subject, body, link, note }
}

/** What is typed and not saved yet is shown in the preview; it belongs to one mail only. */
function draftOf(request: Request): MailText | null {
  const { mailDraft } = request.session
  return mailDraft?.path === pathOf(request) ? mailDraft.words : null
}

async function listMails({ services }: WebContext): Promise<object> {
  const [{ items }, systems] = await Promise.all([
    services.mailTemplates.list(),
    services.billingSystems.list(),
  ])
  const nameOf = (id: string | null): string | null =>
    systems.items.find((system) => system.id === id)?.name ?? null
  const rows = items.map((item) => {
    const { template, language, billingSystem } = item
    const query = { language, ...(billingSystem === null ? {} : { billingSystem }) }
    const href = `${MAILS_PATH}/${template}?${new URLSearchParams(query)}`
    return { ...item, href, system: nameOf(billingSystem) }
  })
  return { rows, systems: systems.items }
}

/** The words of one mail: seen before they are saved, sent to oneself, or given back (row B9). */
function mailPage(context: WebContext): ReturnType<typeof formPage> {
  const { mailTemplates, billingSystems } = context.services
  return formPage<MailTemplateJson>(context, {
    view: 'admin/mail',
    title: 'mail-editor:title-one',
    words: 'mail-editor:',
    subject: (request) => mailTemplates.read(pathPart(request, 'template'), queryOf(request)),
    sections: () => SECTIONS,
    required: () => MAIL_PARTS,
    initial: (mail, request) => draftOf(request) ?? wordsOf(mail),
    model: async (mail, request) => ({
      mail,
      systems: (await billingSystems.list()).items.map(({ id, name }) => ({
        name,
        href: `${MAILS_PATH}/${mail.template}?${new URLSearchParams({ language: mail.language, billingSystem: id })}`,
      })),
      placeholders: MAIL_PLACEHOLDERS.map((name) => `{{${name}}}`),
      action: pathOf(request),
      previewPath: pathOf(request, '/preview'),
      testPath: pathOf(request, '/test'),
      resetPath: pathOf(request, '/reset'),
      isDraft: draftOf(request) !== null,
      listPath: MAILS_PATH,
    }),
    submit: async (request, mail, _body, values) => {
      const words = wordsIn(values)
      if (textOf(postedValues(request.body, ['_intent']), '_intent') === 'preview') {
        await mailTemplates.preview(mail.template, queryOf(request), words)
        request.session.mailDraft = { path: pathOf(request), words }
        return { notice: null, to: `${pathOf(request)}#preview` }
      }
      await mailTemplates.save(callerOf(request), mail.template, queryOf(request), words)
      delete request.session.mailDraft
      return { notice: { tone: 'good', key: 'mail-editor:saved' }, to: pathOf(request) }
    },
  })
}

/** A mail brings its own styles; nothing else may run or be loaded but its pictures. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'self'"

/** The mail by itself, for the frame on its page. */
function previewPage({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const [template, query] = [pathPart(request, 'template'), queryOf(request)]
    const words = draftOf(request) ?? wordsOf(await services.mailTemplates.read(template, query))
    const { html } = await services.mailTemplates.preview(template, query, words)
    response.setHeader('content-security-policy', MAIL_POLICY)
    response.removeHeader('x-frame-options')
    response.type('html').send(html)
  }
}

function sendTest({ services }: WebContext): RequestHandler {
  return (request, response) =>
    runCommand(request, response, pathOf(request), async () => {
      const { person } = request.session
      if (person?.kind !== 'admin') throw new CertloomError('unauthenticated')
      const { email } = person
      const isSent = await services.mailTemplates.sendTest(
        pathPart(request, 'template'),
        queryOf(request),
        email,
      )
      return isSent
        ? { tone: 'good', key: 'mail-editor:test-sent', values: { email } }
        : { tone: 'bad', key: 'mail-editor:no-order' }
    })
}

function resetMail({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    await services.mailTemplates.reset(callerOf(request), pathPart(request, 'template'), queryOf(request))
    delete request.session.mailDraft
    leaveNotice(request, { tone: 'good', key: 'mail-editor:reset-done' })
    leadTo(response, pathOf(request))
  }
}

/** All mails, and the words of each. */
export function mailPages(context: WebContext): Router {
  const router = Router()
  const page = mailPage(context)
  router.get('/', async (request, response) => {
    const model = await listMails(context)
    context.show(request, response, 'admin/mails', { title: 'mail-editor:title' }, model)
  })
  router.get('/:template', page.show)
  router.post('/:template', page.take)
  router.get('/:template/preview', previewPage(context))
  router.post('/:template/test', sendTest(context))
  router.post('/:template/reset', resetMail(context))
  return router
}
