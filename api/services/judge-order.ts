import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import type { ProductSnapshot } from '../../domain/product.ts'
import type { CaAccountRow } from '../../store/entities/ca-account.ts'
import type { AdditionalNames } from '../../store/queries/order-record.ts'
import { isKnown, type KnownProduct, productByCode, snapshotOf } from '../../store/queries/products.ts'
import { type NewOrderBody, newOrderFrame } from '../schemas/new-order.ts'
import { accountFor } from './account-for.ts'
import type { ConfigurationContext } from './configuration-context.ts'
import { type GoodConfiguration, judgeConfiguration } from './configuration-rules.ts'
import type { ServiceDeps } from './deps.ts'
import { openWebhookProblems } from './open-webhook.ts'
import { readFields } from './read-fields.ts'

/** An order that our own rules let through. */
export interface JudgedOrder {
  body: NewOrderBody
  product: ProductSnapshot
  /** Where it is placed. */
  caAccount: Pick<CaAccountRow, 'id' | 'mode' | 'kind'>
  configuration: GoodConfiguration | null
}

/** What is sold under a code, and by which account. */
interface Sale {
  product: ProductSnapshot
  caAccount: Pick<CaAccountRow, 'id' | 'mode' | 'kind'>
}

function notSold(code: string, problem: string): { sale: null; problems: FieldProblem[] } {
  return {
    sale: null,
    problems: [{ path: '/product', code: problem, params: { product: code.slice(0, 64) } }],
  }
}

async function saleOf(
  deps: Pick<ServiceDeps, 'db'>,
  product: KnownProduct,
): Promise<{ sale: Sale | null; problems: FieldProblem[] }> {
  const account = await accountFor(deps, product)
  if (account === null) return notSold(product.code, 'no-ca-account')
  const { id, mode, kind } = account
  return { sale: { product: snapshotOf(product), caAccount: { id, mode, kind } }, problems: [] }
}

async function soldUnder(
  deps: Pick<ServiceDeps, 'db'>,
  code: string | undefined,
): Promise<{ sale: Sale | null; problems: FieldProblem[] }> {
  if (code === undefined) return { sale: null, problems: [] }
  const product = await productByCode(deps.db, code)
  if (product === null) return notSold(code, 'product-unknown')
  return product.enabled && isKnown(product) ? saleOf(deps, product) : notSold(code, 'product-not-enabled')
}

function additionalNamesProblems(asked: AdditionalNames, product: ProductSnapshot): FieldProblem[] {
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

/** The configuration that came along, with its problems at their places in the whole body. */
async function judgeEntered(
  entered: unknown,
  context: ConfigurationContext,
): Promise<{ configuration: GoodConfiguration | null; problems: FieldProblem[] }> {
  if (entered === undefined || entered === null) return { configuration: null, problems: [] }
  try {
    return { configuration: await judgeConfiguration(entered, context), problems: [] }
  } catch (error) {
    if (!(error instanceof CertloomError)) throw error
    const problems = error.problems.map((each) => ({ ...each, path: `/configuration${each.path}` }))
    return { configuration: null, problems }
  }
}

async function judgeForSale(
  fields: Partial<NewOrderBody>,
  { product, caAccount }: Sale,
): Promise<{ configuration: GoodConfiguration | null; problems: FieldProblem[] }> {
  const additionalNames = fields.additionalNames ?? null
  const context = { product, additionalNames, caMode: caAccount.mode }
  const entered = await judgeEntered(fields.configuration, context)
  return { ...entered, problems: [...additionalNamesProblems(additionalNames, product), ...entered.problems] }
}

/**
 * Judges what a billing system wants to start an order with.
 * @throws {CertloomError} `invalid-input` with everything that is wrong, the configuration's problems included
 */
export async function judgeOrder(
  deps: Pick<ServiceDeps, 'db' | 'settings'>,
  body: unknown,
): Promise<JudgedOrder> {
  const read = readFields(newOrderFrame, body)
  const { sale, problems: unsold } = await soldUnder(deps, read.fields.product)
  const judged = sale === null ? null : await judgeForSale(read.fields, sale)
  const open = openWebhookProblems(read.fields.callbackUrl, '/callbackUrl', deps.settings)
  const problems = [...read.problems, ...unsold, ...open, ...(judged?.problems ?? [])]
  const parsed = newOrderFrame.safeParse(body)
  if (problems.length > 0 || sale === null || !parsed.success) {
    throw new CertloomError('invalid-input', { problems })
  }
  return { body: parsed.data, ...sale, configuration: judged?.configuration ?? null }
}
