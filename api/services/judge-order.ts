import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import type { CaMode, ProductSnapshot } from '../../domain/product.ts'
import type { AdditionalNames } from '../../store/queries/order-record.ts'
import { productByCode, snapshotOf } from '../../store/queries/products.ts'
import { type NewOrderBody, newOrderFrame } from '../schemas/new-order.ts'
import type { ConfigurationContext } from './configuration-context.ts'
import { type GoodConfiguration, judgeConfiguration } from './configuration-rules.ts'
import type { ServiceDeps } from './deps.ts'
import { readFields } from './read-fields.ts'

/** An order that our own rules let through. */
export interface JudgedOrder {
  body: NewOrderBody
  product: ProductSnapshot
  configuration: GoodConfiguration | null
}

async function soldProduct(deps: Pick<ServiceDeps, 'db'>, code: string | undefined) {
  if (code === undefined) return { product: null, problems: [] }
  const row = await productByCode(deps.db, code)
  const problem = row === null ? 'product-unknown' : row.enabled ? null : 'product-not-sold'
  const params = { product: code.slice(0, 64) }
  if (row === null || problem !== null) {
    return { product: null, problems: [{ path: '/product', code: problem ?? 'product-unknown', params }] }
  }
  return { product: snapshotOf(row), problems: [] }
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

async function judgeForProduct(
  fields: Partial<NewOrderBody>,
  product: ProductSnapshot,
  caMode: CaMode,
): Promise<{ configuration: GoodConfiguration | null; problems: FieldProblem[] }> {
  const additionalNames = fields.additionalNames ?? null
  const entered = await judgeEntered(fields.configuration, { product, additionalNames, caMode })
  return { ...entered, problems: [...additionalNamesProblems(additionalNames, product), ...entered.problems] }
}

/**
 * Judges what a billing system wants to start an order with.
 * @throws {CertloomError} `invalid-input` with everything that is wrong, the configuration's problems included
 */
export async function judgeOrder(
  deps: Pick<ServiceDeps, 'db'>,
  body: unknown,
  caMode: CaMode,
): Promise<JudgedOrder> {
  const read = readFields(newOrderFrame, body)
  const { product, problems: unsold } = await soldProduct(deps, read.fields.product)
  const judged = product === null ? null : await judgeForProduct(read.fields, product, caMode)
  const problems = [...read.problems, ...unsold, ...(judged?.problems ?? [])]
  const parsed = newOrderFrame.safeParse(body)
  if (problems.length > 0 || product === null || !parsed.success) {
    throw new CertloomError('invalid-input', { problems })
  }
  return { body: parsed.data, product, configuration: judged?.configuration ?? null }
}
