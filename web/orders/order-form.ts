import type { Request, RequestHandler } from 'express'
import type { Action } from '../../domain/actions.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { Reader } from '../format.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { formPage } from '../forms/form-page.ts'
import type { FormValues } from '../forms/form-values.ts'
import type { Caller, OrderJson } from '../services.ts'
import { leaveNotice, type Notice } from '../session.ts'
import { timeZoneOf } from '../time-zone.ts'
import { answerNotice } from './commands.ts'
import { orderHead, orderPath } from './order-model.ts'

/** What the form of one command of an order is about. */
export interface OrderSubject {
  caller: Caller
  /** In whose words and zone the page tells of it. */
  reader: Reader
  order: OrderJson
}

interface Sent<Subject> {
  subject: Subject
  body: Record<string, unknown>
  values: FormValues
  options: { commandId: string }
}

/** A page below an order's whose form is one command of the order. */
export interface OrderForm<Subject extends OrderSubject> {
  /** What must be possible; also the command of the form's button. */
  action: Action
  /** The page's path below the order's, where it is not the action's. */
  path?: string
  /** Key of the page's texts: `title`, `text`, `button` below it, `back` unless it is given, and `done`, the word that is left after it. */
  texts: string
  back?: string
  /** Where the fields' words are, as `revoke.`; the common ones where none is given. */
  words?: string
  view?: string
  tone?: 'main' | 'danger'
  read(subject: OrderSubject): Promise<Subject>
  sections(subject: Subject, request: Request): SectionSpec[]
  required?(subject: Subject): readonly string[]
  initial(subject: Subject): FormValues
  model?(subject: Subject): object
  /** Does it; `notices` are left besides the word that it is done. */
  submit(sent: Sent<Subject>): Promise<{ status: number; notices?: readonly Notice[] }>
}

async function readSubject(
  { services }: WebContext,
  action: Action,
  request: Request,
): Promise<OrderSubject> {
  const caller = callerOf(request)
  const id = pathPart(request, 'id')
  // A form that is sent twice finds what it asked for under way: its command's own answer is the one that counts.
  const isAsked = request.method !== 'GET'
  const order = await (isAsked
    ? services.orders.read(caller, id)
    : services.orders.readFor(caller, id, action))
  return { caller, reader: { language: caller.language, timeZone: timeZoneOf(request) }, order }
}

/** The page of a command that asks for more than a button, for clients or admins. */
export function orderForm<Subject extends OrderSubject>(
  context: WebContext,
  audience: Audience,
  form: OrderForm<Subject>,
): { show: RequestHandler; take: RequestHandler } {
  const { action, path = action, texts, tone = 'main', view = 'orders/order-form' } = form
  return formPage<Subject>(context, {
    view,
    title: `${texts}.title`,
    words: form.words ?? '',
    subject: async (request) => form.read(await readSubject(context, action, request)),
    sections: form.sections,
    required: (subject) => form.required?.(subject) ?? [],
    initial: form.initial,
    model: (subject) => ({
      ...orderHead(subject.order, audience),
      tab: path,
      action,
      formPath: `${orderPath(audience, subject.order.id)}/${path}`,
      texts,
      back: form.back ?? `${texts}.back`,
      tone,
      ...form.model?.(subject),
    }),
    leaveTo: (request) => orderPath(audience, pathPart(request, 'id')),
    submit: async (request, subject, body, values) => {
      const options = { commandId: commandIdOf(request) }
      const { status, notices = [] } = await form.submit({ subject, body, values, options })
      for (const notice of notices) leaveNotice(request, notice)
      return { notice: answerNotice(status, `${texts}.done`), to: orderPath(audience, subject.order.id) }
    },
  })
}
