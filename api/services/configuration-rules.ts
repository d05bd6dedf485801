import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { isTls, type ProductSnapshot } from '../../domain/product.ts'
import { missingFields, requiredFields } from '../../domain/product-needs.ts'
import { type CsrInspection, inspectCsr } from '../../pki/csr.ts'
import type { PkiProblem } from '../../pki/problem.ts'
import { type ConfigurationBody, configuration } from '../schemas/configuration.ts'
import type { ConfigurationContext } from './configuration-context.ts'
import { type NamesRead, readNames } from './configuration-names.ts'
import { garbledProblems } from './garbled-rules.ts'
import { type FieldsRead, readFields } from './read-fields.ts'
import { presetVerification, verificationProblems } from './verification-rules.ts'

/** A configuration that our own rules let through, as it is kept. */
export interface GoodConfiguration {
  /** As entered, with names in their one form and what was left open filled in. */
  body: ConfigurationBody
  /** PEM, in its one form. */
  csr: string
  csrFacts: Omit<CsrInspection, 'pem' | 'findings' | 'refusals'>
  names: string[]
  /** Worth saying, and no reason to refuse: at JSON pointers, as problems are. */
  notices: FieldProblem[]
}

type Fields = Partial<ConfigurationBody>

interface CsrRead {
  csr: CsrInspection | null
  problems: FieldProblem[]
}

function atCsr(problem: PkiProblem): FieldProblem {
  return { path: '/csr', ...problem }
}

async function readCsr(text: string | undefined, minRsaBits: number): Promise<CsrRead> {
  if (text === undefined) return { csr: null, problems: [] }
  const result = await inspectCsr(text, { minRsaBits })
  if (!result.ok) return { csr: null, problems: [atCsr(result.problem)] }
  return { csr: result.csr, problems: result.csr.refusals.map(atCsr) }
}

function hashProblems({ hashAlgorithm }: Fields, { hashAlgorithms }: ProductSnapshot): FieldProblem[] {
  if (hashAlgorithm === undefined || hashAlgorithms.includes(hashAlgorithm)) return []
  const params = { algorithm: hashAlgorithm, allowed: hashAlgorithms.join(', ') }
  return [{ path: '/hashAlgorithm', code: 'hash-not-offered', params }]
}

function storageProblems({ keyStorage, simplySignLogin }: Fields, product: ProductSnapshot): FieldProblem[] {
  if (product.kind === 'code-signing') {
    const isMissing = keyStorage === 'simplysign' && simplySignLogin === undefined
    return isMissing ? [{ path: '/simplySignLogin', code: 'simply-sign-login-required' }] : []
  }
  return [
    ...(keyStorage === undefined ? [] : [{ path: '/keyStorage', code: 'not-for-product' }]),
    ...(simplySignLogin === undefined ? [] : [{ path: '/simplySignLogin', code: 'not-for-product' }]),
  ]
}

/** What is wrong between the fields of the contacts. */
export function contactProblems({ administrativeContact }: Fields): FieldProblem[] {
  const isMissing = administrativeContact?.organization !== undefined && !administrativeContact.jobTitle
  return isMissing ? [{ path: '/administrativeContact/jobTitle', code: 'job-title-required' }] : []
}

function valueAt(fields: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
      fields,
    )
}

/** Fields the product needs beyond those every configuration has; the CSR's subject counts where nothing overrides it. */
function missingProblems(
  fields: Fields,
  csr: CsrInspection | null,
  product: ProductSnapshot,
): FieldProblem[] {
  if (csr === null) return []
  const subject = { ...csr.subject, ...withoutGaps(fields.subject ?? {}) }
  const entered = { ...fields, subject }
  const wanted = requiredFields(product).filter((path) => /^(subject|organization)\./.test(path))
  return missingFields(wanted, (path) => Boolean(valueAt(entered, path))).map(({ field, code }) => ({
    path: `/${field.replaceAll('.', '/')}`,
    code,
  }))
}

function withoutGaps<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Partial<Value>
}

function controlProblems(fields: Fields, names: readonly string[], product: ProductSnapshot): FieldProblem[] {
  if (fields.verification === undefined) return []
  const problems = verificationProblems(fields.verification, names, product)
  return problems.map((problem) => ({ ...problem, path: `/verification${problem.path}` }))
}

/** One problem a place is enough, the shape's before the rules'. */
function onePerPlace(problems: readonly FieldProblem[]): FieldProblem[] {
  const key = ({ path, code }: FieldProblem): string => `${path} ${code}`
  return [...new Map(problems.toReversed().map((problem) => [key(problem), problem])).values()].toReversed()
}

function allProblems(
  read: FieldsRead<ConfigurationBody>,
  csrRead: CsrRead,
  named: NamesRead,
  product: ProductSnapshot,
): FieldProblem[] {
  const { fields } = read
  return onePerPlace([
    ...read.problems,
    ...csrRead.problems,
    ...named.problems,
    ...hashProblems(fields, product),
    ...storageProblems(fields, product),
    ...contactProblems(fields),
    ...missingProblems(fields, csrRead.csr, product),
    ...garbledProblems(fields, csrRead.csr?.findings ?? [], product),
    ...controlProblems(fields, named.names, product),
  ])
}

function complete(body: ConfigurationBody, named: NamesRead, product: ProductSnapshot): ConfigurationBody {
  if (!isTls(product.kind)) return body
  const commonName = named.commonName ?? body.subject?.commonName
  return {
    ...body,
    names: named.names,
    subject: { ...body.subject, ...(commonName === undefined ? {} : { commonName }) },
    verification: body.verification ?? presetVerification(named.names, product),
  }
}

/**
 * Judges all that was entered for one certificate by our own rules: shape, key, names, method, and what the product
 * needs. The CA's own check comes after it.
 * @throws {CertloomError} `invalid-input` with every problem, at JSON pointers into the body
 */
export async function judgeConfiguration(
  body: unknown,
  context: ConfigurationContext,
): Promise<GoodConfiguration> {
  const { product } = context
  const read = readFields(configuration, body)
  const csrRead = await readCsr(read.fields.csr, product.minRsaBits)
  const named = readNames(read.fields, csrRead.csr, context)
  const problems = allProblems(read, csrRead, named, product)
  const parsed = configuration.safeParse(body)
  if (problems.length > 0 || csrRead.csr === null || !parsed.success) {
    throw new CertloomError('invalid-input', { problems })
  }
  const { pem, findings: _findings, refusals: _refusals, ...csrFacts } = csrRead.csr
  return {
    body: complete(parsed.data, named, product),
    csr: pem,
    csrFacts,
    names: named.names,
    notices: named.notices,
  }
}
