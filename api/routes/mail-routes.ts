import {
  mailTemplate,
  mailTemplateChange,
  mailTemplateList,
  mailTemplateQuery,
} from '../schemas/mail-template.ts'
import { ok, pathPart, type Route } from './route.ts'

const PLACE = { path: '/mail-templates/{template}', scope: 'admin', query: mailTemplateQuery } as const

/** The words of mails. */
export const MAIL_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/mail-templates',
    id: 'listMailTemplates',
    summary: 'List the words of every mail in every language',
    scope: 'admin',
    answers: { 200: mailTemplateList },
    handle: async (services) => ok(await services.mailTemplates.list()),
  },
  {
    ...PLACE,
    method: 'put',
    id: 'changeMailTemplate',
    summary: 'Put a mail into other words, for all or for one billing system',
    body: mailTemplateChange,
    answers: { 200: mailTemplate },
    handle: async (services, request) => {
      const { caller, query, body } = request
      return ok(await services.mailTemplates.save(caller, pathPart(request, 'template'), query, body))
    },
  },
  {
    ...PLACE,
    method: 'delete',
    id: 'resetMailTemplate',
    summary: 'Give a mail its own words back',
    answers: { 200: mailTemplate },
    handle: async (services, request) =>
      ok(await services.mailTemplates.reset(request.caller, pathPart(request, 'template'), request.query)),
  },
]
