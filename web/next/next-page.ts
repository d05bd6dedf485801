import type { RequestHandler } from 'express'
import type { Action } from '../../domain/actions.ts'
import type { Audience } from '../caller.ts'
import { keyTool } from '../configure/key-tool.ts'
import type { WebContext } from '../context.ts'
import { type OrderForm, type OrderSubject, orderForm } from '../orders/order-form.ts'
import type { Allowance, NextCertificate } from '../services.ts'

/** What a form about an order's next certificate knows. */
export interface NextSubject extends OrderSubject {
  allowance: Allowance
  next: NextCertificate
}

type NextPage<Subject extends NextSubject> = Omit<
  OrderForm<Subject>,
  'read' | 'texts' | 'view' | 'action'
> & {
  /** The command, which is also the page's path and the key of its texts below `next-certificate`. */
  action: Action
  /** Reads what this page alone needs. */
  readMore(subject: NextSubject): Promise<Subject>
}

async function readNext({ services }: WebContext, subject: OrderSubject): Promise<NextSubject> {
  const { caller, reader, order } = subject
  const [allowance, next] = await Promise.all([
    services.configuration.allowance(caller, order.id),
    services.nextCertificate.read(caller, order.id),
  ])
  return { caller, reader, order, allowance, next }
}

/** The tool that makes a key and its CSR, for the name that the next certificate bears; null where there is none. */
function keyToolFor({ order, allowance, next }: NextSubject): object | null {
  const tool = keyTool(order.product.kind, allowance.minRsaBits)
  const name = tool?.nameField === 'email' ? next.email : next.commonName
  return tool === null || name === null ? null : { ...tool, name }
}

/** A page about the next certificate of an order: reissue, renewal, the CSR, contacts. */
export function nextPage<Subject extends NextSubject>(
  context: WebContext,
  audience: Audience,
  { readMore, model, ...page }: NextPage<Subject>,
): { show: RequestHandler; take: RequestHandler } {
  return orderForm<Subject>(context, audience, {
    ...page,
    view: 'orders/next',
    back: 'next-certificate.back',
    texts: `next-certificate.${page.action}`,
    read: async (subject) => readMore(await readNext(context, subject)),
    model: (subject) => ({
      names: subject.next.names,
      keyTool: keyToolFor(subject),
      ...model?.(subject),
    }),
  })
}
