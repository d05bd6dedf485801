import { setTimeout as sleep } from 'node:timers/promises'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { email } from '../../api/schemas/common.ts'
import { readFields } from '../../api/services/read-fields.ts'
import type { WebContext } from '../context.ts'
import { shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'
import { orderOfPath } from '../return-path.ts'
import { LinkThrottle } from './link-throttle.ts'

const addressForm = z.strictObject({ email })

/** As long as looking an address up and asking for its mails takes, and longer: how long it took tells nothing. */
const ANSWER_MS = 250

function typedAddress(body: unknown): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined
  return typeof value === 'string' ? value : ''
}

/** The form that asks for the address to which a link is sent; `problem` is said at its field. */
export function showAddressForm(
  { show }: Pick<WebContext, 'show'>,
  request: Request,
  response: Response,
  { status, problem }: { status: number; problem: string | null } = { status: 200, problem: null },
): void {
  const model = { email: typedAddress(request.body), problem, isOnWay: clientPage(request) !== null }
  show(request, response, 'client/sign-in', { title: 'sign-in.title', status }, model)
}

/** The client's page that was wanted before signing in. */
function clientPage({ session }: Request): string | null {
  const wanted = session?.wanted ?? null
  return wanted?.startsWith('/orders') ? wanted : null
}

/**
 * Row P2: has a link sent to the address that was typed, to the page that was wanted. The answer is the same, in words,
 * status and time, whether or not anybody has the address.
 */
export function askForLink(context: WebContext): RequestHandler {
  const { services, show } = context
  const throttle = new LinkThrottle()
  return async (request, response) => {
    const say = (status: number, problem: string): void =>
      showAddressForm(context, request, response, { status, problem })
    const { fields, problems } = readFields(addressForm, { email: typedAddress(request.body) })
    const language = languageOf(request)
    const [problem] = shownProblems(problems, language)
    if (problem !== undefined || fields.email === undefined) return say(422, problem?.message ?? '')
    if (!(await throttle.take(fields.email, request.ip ?? ''))) {
      response.setHeader('Retry-After', String(throttle.retryAfterSeconds))
      return say(429, pageTexts(language).t('sign-in:too-many'))
    }
    const page = clientPage(request)
    const meant = { page, orderId: page === null ? null : orderOfPath(page) }
    await Promise.all([services.clientLinks.requestByAddress(fields.email, meant), sleep(ANSWER_MS)])
    show(request, response, 'client/link-sent', { title: 'sign-in:sent.title' }, { email: fields.email })
  }
}
