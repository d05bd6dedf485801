import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { type ControlMethod, EMAIL_PREFIXES } from '../../domain/product.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { normalizeName } from '../../pki/names.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { type ConfigurationRow, configurationById } from '../../store/queries/configurations.ts'
import { keyHistory } from '../../store/queries/key-history.ts'
import { lastConfiguration } from '../../store/queries/last-configuration.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import type { ConfigurationBody } from '../schemas/configuration.ts'
import { settingsOfOrdered } from './configuration-context.ts'
import { type GoodConfiguration, judgeConfiguration } from './configuration-rules.ts'
import type { ServiceDeps } from './deps.ts'
import { isGarbled } from './garbled-rules.ts'
import { notPossibleNow } from './not-possible.ts'
import { withoutGaps } from './without-gaps.ts'

type Changeable =
  | 'csr'
  | 'hashAlgorithm'
  | 'verification'
  | 'contact'
  | 'administrativeContact'
  | 'organization'
  | 'revocationEmail'

/** What the certificate after this one shall differ in; null takes a field out. */
export type NextConfiguration = { [Field in Changeable]?: ConfigurationBody[Field] | null | undefined } & {
  addNames?: readonly string[] | undefined
}

function nameOf(text: string): string {
  const read = normalizeName(text)
  return read.ok ? read.name.name : text
}

/** The names that are added, in the form in which names are kept. */
export function namesToAdd(entered: readonly string[] = []): string[] {
  return [...new Set(entered.map(nameOf))]
}

/**
 * What was configured last, with the way of proof that was used last.
 * @throws {CertloomError} `not-possible-now` where nothing was ever configured
 */
export async function configurationBase(deps: ServiceDeps, order: OrderRecord): Promise<ConfigurationRow> {
  const row = await currentCaOrder(deps.db, order.id)
  const ordered = row?.configurationId ? await configurationById(deps.db, row.configurationId) : null
  const base = (await lastConfiguration(deps.db, order.id)) ?? ordered
  if (base === null) throw notPossibleNow(order, { kind: 'no-configuration' })
  const isInUse = base.id === row?.configurationId && row.method !== null
  return isInUse ? { ...base, body: { ...base.body, ...provenBy(base, row.method) } } : base
}

/** The method may have been changed while it was being proven: the one that was used goes on. */
function provenBy(
  { body }: ConfigurationRow,
  method: ControlMethod | null,
): Pick<Partial<ConfigurationBody>, 'verification'> {
  const entered = body.verification as ConfigurationBody['verification']
  if (method === null || entered?.method === method) return {}
  if (method !== 'ADMIN')
    return { verification: { ...entered, method, email: entered?.email, emailPrefix: undefined } }
  return {
    verification: { method, emailPrefix: entered?.emailPrefix ?? EMAIL_PREFIXES[0], email: undefined },
  }
}

/** Row M7: only where the product is sold so, and only what is not there yet. */
function addedProblems(
  order: OrderRecord,
  base: ConfigurationRow,
  entered: readonly string[],
): FieldProblem[] {
  if (entered.length === 0) return []
  if (settingsOfOrdered(order.product).additionalNames.mode !== 'ca-maximum') {
    return [{ path: '/addNames', code: 'names-not-addable' }]
  }
  return entered.flatMap((text, index) =>
    base.names.includes(nameOf(text))
      ? [{ path: `/addNames/${index}`, code: 'name-already-in', params: { name: text.slice(0, 100) } }]
      : [],
  )
}

/** A CSR that names others than the certificate is somebody's mistake: the CA would refuse it, or ignore it. */
async function csrProblems(
  deps: ServiceDeps,
  order: OrderRecord,
  text: string | null | undefined,
  names: readonly string[],
): Promise<FieldProblem[]> {
  const read = text == null ? null : await inspectCsr(text, { minRsaBits: order.product.minRsaBits })
  if (read === null || !read.ok) return []
  const { subject, names: listed, ipAddresses, key } = read.csr
  const { isOfAnotherCustomer, isCompromised } = await keyHistory(deps.db, key.spkiSha256, order.customerId)
  const [commonName] = names
  const asked = subject.commonName
  const strangers = [...listed, ...ipAddresses].filter((name) => !names.includes(nameOf(name)))
  const isOther = asked !== undefined && commonName !== undefined && nameOf(asked) !== commonName
  return [
    ...(isOther
      ? [
          {
            path: '/csr',
            code: 'csr-other-common-name',
            params: { name: commonName, other: asked.slice(0, 100) },
          },
        ]
      : []),
    ...(names.length > 0 && strangers.length > 0
      ? [{ path: '/csr', code: 'csr-other-names', params: { names: strangers.slice(0, 5).join(', ') } }]
      : []),
    ...(isCompromised ? [{ path: '/csr', code: 'key-compromised' }] : []),
    ...(isOfAnotherCustomer && !isCompromised ? [{ path: '/csr', code: 'key-of-another' }] : []),
  ]
}

/**
 * Names that were there before are nobody's field here: what is wrong with the list is wrong with what was added. Nor are
 * the details: letters that are garbled came with the CSR.
 */
function atAdded({ path, ...problem }: FieldProblem, base: ConfigurationRow): FieldProblem {
  if (isGarbled(problem.code)) return { path: '/csr', ...problem }
  const index = /^\/names\/(\d+)$/.exec(path)?.[1]
  if (index === undefined) return { path: path === '/names' ? '/addNames' : path, ...problem }
  const added = Number(index) - base.names.length
  return { path: added < 0 ? '/addNames' : `/addNames/${added}`, ...problem }
}

function withoutNulls(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

async function judged(
  order: OrderRecord,
  base: ConfigurationRow,
  changes: NextConfiguration,
): Promise<{ good: GoodConfiguration | null; problems: FieldProblem[] }> {
  const { addNames = [], ...others } = changes
  const names = base.names.length === 0 ? {} : { names: [...base.names, ...addNames] }
  const body = withoutNulls({ ...base.body, csr: base.csr, ...withoutGaps(others), ...names })
  const { product, additionalNames, caMode } = order
  try {
    return { good: await judgeConfiguration(body, { product, additionalNames, caMode }), problems: [] }
  } catch (error) {
    if (!(error instanceof CertloomError)) throw error
    return { good: null, problems: error.problems.map((problem) => atAdded(problem, base)) }
  }
}

/**
 * The configuration of the next certificate: the latest one with these changes. A new CSR must be for the same common name
 * and for no other names, with a key that nobody else has and that is not known to be lost.
 * @throws {CertloomError} `invalid-input` with every problem; `not-possible-now` where nothing was ever configured
 */
export async function nextConfiguration(
  deps: ServiceDeps,
  order: OrderRecord,
  changes: NextConfiguration,
): Promise<GoodConfiguration> {
  const base = await configurationBase(deps, order)
  const { addNames = [] } = changes
  const refused = addedProblems(order, base, addNames)
  const { good, problems } = await judged(
    order,
    base,
    refused.length > 0 ? { ...changes, addNames: [] } : changes,
  )
  const ofCsr = await csrProblems(deps, order, changes.csr, [...base.names, ...namesToAdd(addNames)])
  const all = [...refused, ...problems, ...ofCsr]
  if (good === null || all.length > 0) throw new CertloomError('invalid-input', { problems: all })
  return good
}
