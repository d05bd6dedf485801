import type { Request, RequestHandler } from 'express'
import type { Action } from '../../domain/actions.ts'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import { keyTool } from '../configure/key-tool.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { formPage } from '../forms/form-page.ts'
import type { FormValues } from '../forms/form-values.ts'
import { answerNotice } from '../orders/commands.ts'
import { orderHead, orderPath } from '../orders/order-model.ts'
import type { Allowance, Caller, NextCertificate, OrderJson } from '../services.ts'

/** What a form about an order's next certificate knows. */
export interface NextSubject {
  caller: Caller
  order: OrderJson
  allowance: Allowance
  next: NextCertificate
}

interface Command {
  caller: Caller
  order: OrderJson
  body: Record<string, unknown>
  values: FormValues
  options: { commandId: string }
}

/** One page below an order's path whose form is one command about what comes next. */
interface NextPage<Subject extends NextSubject> {
  /** Its path below the order's, its texts' key below `next-certificate`, and the command of its button. */
  path: Action
  read(subject: NextSubject): Promise<Subject>
  sections(subject: Subject): SectionSpec[]
  required?(subject: Subject): readonly string[]
  initial(subject: Subject): FormValues
  model?(subject: Subject): object
  submit(command: Command): Promise<{ status: number }>
}

async function readSubject({ services }: WebContext, path: Action, request: Request): Promise<NextSubject> {
  const caller = callerOf(request)
  const id = pathPart(request, 'id')
  const order = await services.orders.read(caller, id)
  // A form that is sent twice finds what it asked for under way: its command's own answer is the one that counts.
  if (request.method === 'GET' && !order.actions.includes(path))
    throw new CertloomError('not-possible-now', { details: { state: order.state } })
  const [allowance, next] = await Promise.all([
    services.configuration.allowance(caller, id),
    services.nextCertificate.read(caller, id),
  ])
  return { caller, order, allowance, next }
}

/** The tool that makes a key and its CSR, for the name that the next certificate bears; null where there is none. */
function keyToolFor({ order, allowance, next }: NextSubject): object | null {
  const tool = keyTool(order.product.kind, allowance.minRsaBits)
  return tool === null
    ? null
    : { ...tool, name: tool.nameField === 'commonName' ? next.commonName : next.email }
}

/** A page about the next certificate of an order: reissue, renewal, the CSR, contacts, the policy. */
export function nextPage<Subject extends NextSubject>(
  context: WebContext,
  audience: Audience,
  page: NextPage<Subject>,
): { show: RequestHandler; take: RequestHandler } {
  return formPage<Subject>(context, {
    view: 'orders/next',
    title: `next-certificate.${page.path}.title`,
    subject: async (request) => page.read(await readSubject(context, page.path, request)),
    sections: (subject) => page.sections(subject),
    required: (subject) => page.required?.(subject) ?? [],
    initial: (subject) => page.initial(subject),
    model: (subject) => ({
      ...orderHead(subject.order, audience),
      tab: page.path,
      command: page.path,
      names: subject.next.names,
      keyTool: keyToolFor(subject),
      ...page.model?.(subject),
    }),
    leaveTo: (request) => orderPath(audience, pathPart(request, 'id')),
    submit: async (request, { caller, order }, body, values) => {
      const options = { commandId: commandIdOf(request) }
      const { status } = await page.submit({ caller, order, body, values, options })
      const notice = answerNotice(status, `next-certificate.${page.path}.done`)
      return { notice, to: orderPath(audience, order.id) }
    },
  })
}
