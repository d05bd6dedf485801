import type { RequestHandler } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { REVOCATION_REASONS } from '../../domain/revocation.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, type FormValues, postedValues, textOf } from '../forms/form-values.ts'
import { fieldId, type ShownProblem, shownProblems } from '../forms/problems.ts'
import { takeKept } from '../kept-form.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'
import type { OrderJson } from '../services.ts'
import { leadTo, leaveNotice } from '../session.ts'
import { answerNotice } from './commands.ts'
import { orderHead, orderPath } from './order-model.ts'

const FIELDS = ['serialNumber', 'reason', 'compromisedOn', 'note'] as const

type Request = Parameters<RequestHandler>[0]
type Response = Parameters<RequestHandler>[1]

interface RevokeForm {
  values: FormValues
  problems: readonly ShownProblem[]
}

function formModel(order: OrderJson, { values, problems }: RevokeForm): object {
  const chosen = textOf(values, 'serialNumber')
  const valid = order.certificates.filter(({ status }) => status === 'VALID')
  const problemAt = (name: string) => problems.find(({ field }) => field === name)?.message ?? null
  return {
    certificates: valid.map((each, index) => ({
      ...each,
      isChosen: chosen === '' ? index === 0 : each.serialNumber === chosen,
    })),
    reasons: REVOCATION_REASONS.map((reason) => ({ reason, isChosen: textOf(values, 'reason') === reason })),
    compromisedOn: textOf(values, 'compromisedOn'),
    note: textOf(values, 'note'),
    at: Object.fromEntries(FIELDS.map((name) => [name, problemAt(name)])),
  }
}

function showForm(
  { show }: WebContext,
  audience: Audience,
  [request, response]: [Request, Response],
  order: OrderJson,
  form: RevokeForm,
): void {
  const texts = pageTexts(languageOf(request))
  const status = form.problems.length > 0 ? 422 : 200
  const problems = form.problems.map(({ field, message }) => ({
    message,
    label: field === '' ? null : texts.t(`revoke.${field}`),
    href: field === '' ? null : `#${fieldId(field)}`,
  }))
  const model = { ...orderHead(order, audience), tab: 'revoke', problems, form: formModel(order, form) }
  show(request, response, 'orders/revoke', { title: 'revoke.title', status }, model)
}

async function revocable({ services }: WebContext, request: Request): Promise<OrderJson> {
  const order = await services.orders.read(callerOf(request), pathPart(request, 'id'))
  if (order.actions.includes('revoke')) return order
  throw new CertloomError('not-possible-now', { details: { state: order.state } })
}

/** Which certificate, and why; what follows from it is said before (row M9). */
export function revokePage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const order = await revocable(context, request)
    const values = takeKept(request, FIELDS) ?? {}
    showForm(context, audience, [request, response], order, { values, problems: [] })
  }
}

export function revokeCertificate(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    const values = postedValues(request.body, FIELDS)
    const options = { commandId: commandIdOf(request) }
    try {
      const body = bodyOf({ ...values })
      const answer = await context.services.revocation.revoke(callerOf(request), id, body, options)
      const others = answer.sameKey?.map(({ serialNumber }) => serialNumber) ?? []
      leaveNotice(request, answerNotice(answer.status, 'notice.revoke'))
      if (others.length > 0)
        leaveNotice(request, { tone: 'bad', key: 'notice.same-key', values: { serials: others.join(', ') } })
      leadTo(response, orderPath(audience, id))
    } catch (error) {
      const isMendable =
        error instanceof CertloomError && (error.code === 'invalid-input' || error.code === 'ca-refused')
      if (!isMendable) throw error
      const problems = shownProblems(error.problems, languageOf(request))
      showForm(context, audience, [request, response], await revocable(context, request), {
        values,
        problems,
      })
    }
  }
}
