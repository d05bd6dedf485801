import type { FieldProblem } from '../../domain/errors.ts'
import { isTls } from '../../domain/product.ts'
import type { CsrInspection } from '../../pki/csr.ts'
import {
  canBeCommonName,
  checkNames,
  type NameProblem,
  type NameRules,
  type NormalName,
  normalizeName,
  wwwName,
} from '../../pki/names.ts'
import type { ConfigurationBody } from '../schemas/configuration.ts'
import { type ConfigurationContext, nameRulesOf } from './configuration-context.ts'

export interface NamesRead {
  /** A-labels, the common name first. */
  names: string[]
  /** What the certificate's subject shall carry, in its one form; null where that is not known. */
  commonName: string | null
  problems: FieldProblem[]
  /** What was made of the entries, and what they bring with them: no reason to refuse anything. */
  notices: FieldProblem[]
}

const NOTHING: NamesRead = { names: [], commonName: null, problems: [], notices: [] }

function normalForm(text: string): NormalName | null {
  const read = normalizeName(text)
  return read.ok ? read.name : null
}

/**
 * Names nobody entered are those of the CSR: its common name, then its alternative names, and the addresses where the
 * product takes any.
 */
export function namesOfCsr(
  {
    subject,
    names,
    ipAddresses,
  }: Pick<CsrInspection, 'names' | 'ipAddresses'> & {
    subject: { commonName?: string | undefined }
  },
  { ipAllowed }: Pick<NameRules, 'ipAllowed'>,
): { names: string[]; leftOut: string[] } {
  const { commonName } = subject
  const all = [...(commonName === undefined ? [] : [commonName]), ...names, ...(ipAllowed ? ipAddresses : [])]
  return {
    names: [...new Set(all.map((text) => normalForm(text)?.name ?? text))],
    leftOut: ipAllowed ? [] : [...ipAddresses],
  }
}

/** The common name that was asked for must fit, and be one of the names (CA error 1045). */
function judgeCommonName(
  asked: { text: string; path: string },
  names: readonly NormalName[],
): { commonName: string | null; problems: FieldProblem[] } {
  const normal = normalForm(asked.text)
  const params = { name: asked.text.slice(0, 100) }
  if (normal === null || names.every(({ name }) => name !== normal.name)) {
    return { commonName: null, problems: [{ path: '/names', code: 'common-name-not-listed', params }] }
  }
  if (!canBeCommonName(normal)) {
    return { commonName: null, problems: [{ path: asked.path, code: 'common-name-too-long', params }] }
  }
  return { commonName: normal.name, problems: [] }
}

/** Without a common name the first name that can be one is taken. */
function chooseCommonName(names: readonly NormalName[]) {
  const chosen = names.find(canBeCommonName)
  return chosen === undefined
    ? { commonName: null, problems: [{ path: '/subject/commonName', code: 'common-name-missing' }] }
    : { commonName: chosen.name, problems: [] }
}

function askedCommonName(fields: Partial<ConfigurationBody>, csr: CsrInspection | null) {
  if (fields.subject?.commonName !== undefined) {
    return { text: fields.subject.commonName, path: '/subject/commonName' }
  }
  return csr?.subject.commonName === undefined ? null : { text: csr.subject.commonName, path: '/csr' }
}

/** A product of one name holds beside it only the same with `www.`, or without (CA error 1107). */
function singleNameProblems(names: readonly NormalName[], { product }: ConfigurationContext): FieldProblem[] {
  const [first, second] = names
  if (product.kind !== 'ssl' || first === undefined || second === undefined) return []
  if (wwwName(first.name) === second.name || wwwName(second.name) === first.name) return []
  const params = { name: first.display, other: second.display }
  return [{ path: '/names/1', code: 'name-and-www-only', params }]
}

function readTlsNames(
  entered: readonly string[],
  asked: { text: string; path: string } | null,
  context: ConfigurationContext,
): NamesRead {
  const checked = checkNames(entered, nameRulesOf(context))
  const told = ({ index, code, params }: NameProblem): FieldProblem => ({
    path: entered.length === 0 ? '/names' : `/names/${index}`,
    code,
    ...(params === undefined ? {} : { params }),
  })
  const problems = checked.problems.map(told)
  const notices = checked.notices.map(told)
  if (checked.names.length === 0) return { ...NOTHING, problems, notices }
  const listProblems = problems.length > 0 ? problems : singleNameProblems(checked.names, context)
  const judged = asked === null ? chooseCommonName(checked.names) : judgeCommonName(asked, checked.names)
  const names = checked.names.map(({ name }) => name)
  const isFirst = (name: string): number => Number(name === judged.commonName)
  return {
    names: names.toSorted((a, b) => isFirst(b) - isFirst(a)),
    commonName: judged.commonName,
    problems: [...listProblems, ...judged.problems],
    notices,
  }
}

function ofNoUse(): NamesRead {
  return { ...NOTHING, problems: [{ path: '/names', code: 'not-for-product' }] }
}

/** What a product says to a list of names by itself: the same as to a configuration that holds it. */
export function judgeNames(names: readonly string[], context: ConfigurationContext): NamesRead {
  if (!isTls(context.product.kind)) return names.length === 0 ? NOTHING : ofNoUse()
  return readTlsNames(names, null, context)
}

/**
 * Judges the names of a configuration by what its product takes. `csr` is null where it could not be read, so that
 * names which were entered are judged all the same.
 */
export function readNames(
  fields: Partial<ConfigurationBody>,
  csr: CsrInspection | null,
  context: ConfigurationContext,
): NamesRead {
  const entered = fields.names?.length ? fields.names : undefined
  if (!isTls(context.product.kind)) return entered === undefined ? NOTHING : ofNoUse()
  const asked = askedCommonName(fields, csr)
  if (entered !== undefined) return readTlsNames(entered, asked, context)
  if (csr === null) return NOTHING
  const { names, leftOut } = namesOfCsr(csr, nameRulesOf(context))
  const read = readTlsNames(names, asked, context)
  const notices = leftOut.map((name) => ({ path: '/csr', code: 'ip-not-allowed', params: { name } }))
  return { ...read, notices: [...read.notices, ...notices] }
}
