import { CertloomError } from '../../../domain/errors.ts'
import { ADMIN, callerOf, commandIdOf, queryText } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import type { FieldOption } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { type FormValues, textOf, valuesOf } from '../../forms/form-values.ts'
import { answerNotice } from '../../orders/commands.ts'
import { orderPath } from '../../orders/order-model.ts'
import type { OrderBeginning, WebServices } from '../../services.ts'
import { orderBody, orderSections, REQUIRED } from './order-fields.ts'

const PATH = `${ADMIN.ordersPath}/new`

interface Subject {
  products: readonly FieldOption[]
  billingSystems: readonly FieldOption[]
  /** Whose order it is to be, where the page was come to from another one of theirs. */
  beginning: OrderBeginning | null
}

/** Only what is sold can be ordered. */
async function choices({ products, billingSystems }: WebServices): Promise<Omit<Subject, 'beginning'>> {
  const [catalogue, systems] = await Promise.all([products.list(), billingSystems.list()])
  const sold = catalogue.items.filter(({ enabled }) => enabled)
  return {
    products: ['', ...sold.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))],
    billingSystems: systems.items.map(({ id, name }) => ({ value: id, label: name })),
  }
}

function firstValues(beginning: OrderBeginning | null): FormValues {
  if (beginning === null) return { 'customer.language': 'en' }
  const { billingSystem, customer } = beginning
  return valuesOf({ billingSystem, customer })
}

/** A reference that is taken is mended at its field, with everything typed kept. */
function atReference(error: unknown): unknown {
  const isTaken = error instanceof CertloomError && error.code === 'reference-in-use'
  const problems = [{ path: '/reference', code: 'reference-in-use' }]
  return isTaken ? new CertloomError('invalid-input', { problems }) : error
}

function isAmong(options: readonly FieldOption[], value: string): boolean {
  return options.some((option) => typeof option !== 'string' && option.value === value)
}

/** An admin starts an order, without a domain: the client configures it, or the admin does (row O5). */
export function newOrderPage(context: WebContext): ReturnType<typeof formPage> {
  const { services } = context
  return formPage<Subject>(context, {
    view: 'admin/form',
    title: 'new-order:title',
    words: 'new-order:',
    subject: async (request) => {
      const like = queryText(request, 'like')
      const beginning = like === undefined ? null : await services.orders.beginning(callerOf(request), like)
      return { ...(await choices(services)), beginning }
    },
    sections: ({ products, billingSystems }) => orderSections(products, billingSystems),
    required: () => REQUIRED,
    initial: ({ beginning }) => firstValues(beginning),
    model: () => ({
      action: PATH,
      command: 'create',
      button: 'new-order:create',
      back: { href: ADMIN.ordersPath, text: 'new-order:back' },
      about: null,
      links: [],
    }),
    submit: async (request, { billingSystems }, body, values) => {
      const billingSystemId = textOf(values, 'billingSystem')
      if (!isAmong(billingSystems, billingSystemId))
        throw new CertloomError('invalid-input', {
          problems: [{ path: '/billingSystem', code: 'required' }],
        })
      const caller = { ...callerOf(request), tenant: { billingSystemId } }
      const { status, order } = await services.orders
        .create(caller, orderBody(body), { commandId: commandIdOf(request) })
        .catch((error: unknown) => {
          throw atReference(error)
        })
      return { notice: answerNotice(status, 'new-order:created'), to: orderPath(ADMIN, order.id) }
    },
  })
}
