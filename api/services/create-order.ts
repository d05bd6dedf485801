import type { Actor } from '../../domain/command.ts'
import type { CustomerInput } from '../../domain/customer.ts'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { firstState } from '../../domain/order-state.ts'
import type { BillingFacts, OrderTerm, RenewalChoice } from '../../domain/order-terms.ts'
import { firstView } from '../../domain/order-view.ts'
import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import { newId } from '../../platform/ids.ts'
import { billingSystemByName } from '../../store/queries/billing-systems.ts'
import { preferredCaAccount } from '../../store/queries/ca-accounts.ts'
import type { NewConfiguration } from '../../store/queries/configurations.ts'
import type { AdditionalNames, OrderRecord } from '../../store/queries/order-record.ts'
import { createOrder, type NewOrder, ordersByReferences } from '../../store/queries/orders.ts'
import { productByCode, snapshotOf } from '../../store/queries/products.ts'
import type { OrderStart } from '../../workflows/contract.ts'
import type { NewOrderBody } from '../schemas/new-order.ts'
import { newOrderFrame } from '../schemas/new-order.ts'
import type { OrderJson } from '../schemas/order.ts'
import { hashOf } from './canonical-json.ts'
import { type GoodConfiguration, judgeConfiguration } from './configuration-rules.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { orderJson } from './order-json.ts'
import { readFields } from './read-fields.ts'

/** `command` is there where the engine has yet to take the start. */
export interface CreatedOrder {
  status: 200 | 201 | 202
  order: OrderJson
  command?: { id: string; state: 'accepted' }
}

/** The billing system that an installation's own token or admin starts orders for. */
const HOME_SYSTEM = 'default'

async function soldProduct(deps: ServiceDeps, code: string | undefined) {
  if (code === undefined) return { product: null, problems: [] }
  const row = await productByCode(deps.db, code)
  const problem = row === null ? 'product-unknown' : row.enabled ? null : 'product-not-sold'
  const params = { product: code.slice(0, 64) }
  if (row === null || problem !== null) {
    return { product: null, problems: [{ path: '/product', code: problem ?? 'product-unknown', params }] }
  }
  return { product: snapshotOf(row), problems: [] }
}

function additionalNamesProblems(
  asked: AdditionalNames | undefined,
  product: ProductSnapshot,
): FieldProblem[] {
  if (typeof asked !== 'number') return []
  const { included, max, step } = product.names
  const path = '/additionalNames'
  const most = Math.max(0, max - 1)
  if (asked > most) return [{ path, code: 'additional-names-too-many', params: { max: most } }]
  const bought = asked - (included - 1)
  return bought > 0 && step > 1 && bought % step !== 0
    ? [{ path, code: 'additional-names-step', params: { step } }]
    : []
}

interface Judged {
  body: NewOrderBody
  product: ProductSnapshot
  configuration: GoodConfiguration | null
}

/** Everything that is wrong with an order, its configuration included, in one answer. */
async function judgeOrder(deps: ServiceDeps, body: unknown, caMode: CaMode): Promise<Judged> {
  const read = readFields(newOrderFrame, body)
  const sold = await soldProduct(deps, read.fields.product)
  const problems = [...read.problems, ...sold.problems]
  const { product } = sold
  let configuration: GoodConfiguration | null = null
  if (product !== null) {
    problems.push(...additionalNamesProblems(read.fields.additionalNames, product))
    const additionalNames = read.fields.additionalNames ?? null
    const entered = read.fields.configuration
    if (entered !== undefined && entered !== null) {
      configuration = await judgeConfiguration(entered, { product, additionalNames, caMode }).catch(
        (error: unknown) => {
          if (!(error instanceof CertloomError)) throw error
          problems.push(...error.problems.map((one) => ({ ...one, path: `/configuration${one.path}` })))
          return null
        },
      )
    }
  }
  const parsed = newOrderFrame.safeParse(body)
  if (problems.length > 0 || product === null || !parsed.success) {
    throw new CertloomError('invalid-input', { problems })
  }
  return { body: parsed.data, product, configuration }
}

function customerOf({ customer }: NewOrderBody): CustomerInput {
  return {
    reference: customer.reference,
    firstName: customer.firstName,
    lastName: customer.lastName,
    company: customer.company ?? null,
    taxId: customer.taxId ?? null,
    address1: customer.address1 ?? null,
    address2: customer.address2 ?? null,
    city: customer.city ?? null,
    state: customer.state ?? null,
    postalCode: customer.postalCode ?? null,
    country: customer.country ?? null,
    phone: customer.phone ?? null,
    email: customer.email,
    language: customer.language ?? 'en',
  }
}

function termOf({ term }: NewOrderBody): OrderTerm {
  return {
    period: term?.period ?? null,
    recurring: term?.recurring ?? false,
    paidUntil: term?.paidUntil ?? null,
  }
}

function renewalOf({ renewal }: NewOrderBody): RenewalChoice {
  return { policy: renewal?.policy ?? null, daysBefore: renewal?.daysBefore ?? null }
}

function billingOf({ billing }: NewOrderBody): BillingFacts {
  return {
    registeredOn: billing?.registeredOn ?? null,
    cycle: billing?.cycle ?? null,
    firstPayment: billing?.firstPayment ?? null,
    recurring: billing?.recurring ?? null,
    nextDueDate: billing?.nextDueDate ?? null,
    paymentMethod: billing?.paymentMethod ?? null,
    serviceStatus: billing?.serviceStatus ?? null,
  }
}

function configurationOf(good: GoodConfiguration, orderId: string, actor: Actor): NewConfiguration {
  return { id: newId(), orderId, actor, ...good }
}

interface Place {
  billingSystemId: string
  caAccount: { id: string; mode: CaMode }
}

/** An installation's own caller may start an order too; it then belongs to the billing system `default`. */
async function placeOf(deps: ServiceDeps, caller: Caller): Promise<Place> {
  const account = await preferredCaAccount(deps.db)
  if (account === null) throw new Error('there is no CA account: run the seed')
  const own = caller.tenant.billingSystemId
  const billingSystemId = own ?? (await billingSystemByName(deps.db, HOME_SYSTEM))?.id
  if (billingSystemId === undefined) throw new CertloomError('forbidden')
  return { billingSystemId, caAccount: account }
}

function startOf(order: Omit<NewOrder, 'startArguments'>): OrderStart {
  const { product, actor, setup, caMode, caAccountId, commandId, configuration } = order
  return {
    orderId: order.id,
    commandId,
    actor,
    caAccountId,
    caMode,
    product: {
      code: product.code,
      name: product.name,
      kind: product.kind,
      validityDays: product.validityDays,
    },
    setup,
    paidUntil: order.term.paidUntil,
    configurationId: configuration?.id ?? null,
  }
}

function newOrderOf(
  judged: Judged,
  place: Place,
  asked: { actor: Actor; commandId: string; bodyHash: string },
): NewOrder {
  const { body, product } = judged
  const id = newId()
  const setup = body.setup ?? 'now'
  const term = termOf(body)
  const order: Omit<NewOrder, 'startArguments'> = {
    id,
    ...asked,
    billingSystemId: place.billingSystemId,
    reference: body.reference,
    customer: customerOf(body),
    product,
    caAccountId: place.caAccount.id,
    caMode: place.caAccount.mode,
    setup,
    additionalNames: body.additionalNames ?? null,
    term,
    renewal: renewalOf(body),
    billing: billingOf(body),
    callbackUrl: body.callbackUrl ?? null,
    firstView: firstView(firstState(setup), term.paidUntil),
    ...(judged.configuration === null
      ? {}
      : { configuration: configurationOf(judged.configuration, id, asked.actor) }),
  }
  return { ...order, startArguments: startOf(order) }
}

async function earlierOrder(
  deps: ServiceDeps,
  billingSystemId: string,
  body: unknown,
): Promise<OrderRecord | null> {
  const { reference } = readFields(newOrderFrame, body).fields
  if (reference === undefined) return null
  return (await ordersByReferences(deps.db, { billingSystemId }, [reference]))[0] ?? null
}

/**
 * Starts an order: keeps it, then hands it to the engine. The same reference with the same body is the same order.
 * @throws {CertloomError} `invalid-input`, `reference-in-use`
 */
export async function startOrder(
  deps: ServiceDeps,
  caller: Caller,
  body: unknown,
  options: { commandId?: string | undefined } = {},
): Promise<CreatedOrder> {
  const place = await placeOf(deps, caller)
  const bodyHash = hashOf(body)
  // A repeat is answered whatever has become of the product since.
  const earlier = await earlierOrder(deps, place.billingSystemId, body)
  if (earlier !== null) {
    return repeated(deps, caller, { order: earlier, sameBody: earlier.bodyHash === bodyHash })
  }
  const judged = await judgeOrder(deps, body, place.caAccount.mode)
  const order = newOrderOf(judged, place, {
    actor: caller.actor,
    commandId: options.commandId ?? newId(),
    bodyHash,
  })
  const kept = await createOrder(deps.db, order)
  if (!kept.created) return repeated(deps, caller, kept)
  const isTaken = await deps.temporal.startOrder(startOf(order))
  const shown = orderJson(kept.order, caller, deps.settings)
  return isTaken
    ? { status: 201, order: shown }
    : { status: 202, order: shown, command: { id: order.commandId, state: 'accepted' } }
}

function repeated(
  deps: ServiceDeps,
  caller: Caller,
  kept: { sameBody: boolean; order: OrderRecord },
): CreatedOrder {
  if (!kept.sameBody) throw new CertloomError('reference-in-use')
  return { status: 200, order: orderJson(kept.order, caller, deps.settings) }
}
