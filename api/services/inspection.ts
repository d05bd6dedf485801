import { isIP } from 'node:net'
import { CertloomError } from '../../domain/errors.ts'
import { staticFindings } from '../../domain/preflight-static.ts'
import { isTls, methodsFor, type ProductSnapshot } from '../../domain/product.ts'
import { inspectCsr } from '../../pki/csr.ts'
import {
  approverAddresses,
  checkNames,
  type NormalName,
  normalizeName,
  registrableDomain,
} from '../../pki/names.ts'
import { isKnown, productByCode, snapshotOf } from '../../store/queries/products.ts'
import type { Language } from '../../texts/texts.ts'
import { csrText, nameList } from '../schemas/commands.ts'
import type { CsrInspectionJson, NamesInspectionJson } from '../schemas/inspection.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { accountFor } from './account-for.ts'
import { keyJson } from './certificates.ts'
import { nameRulesOf } from './configuration-context.ts'
import type { ServiceDeps } from './deps.ts'
import { problemText, toldProblem } from './field-texts.ts'
import { toldFindings } from './finding-texts.ts'

/**
 * What a CSR says, and what is to be said about it. What a CA refuses is among the findings, with `refused`; a product
 * may ask for a longer key than all do.
 * @throws {CertloomError} `invalid-input` at `/csr` where it cannot be read
 */
export async function csrInspection(
  csr: unknown,
  language: Language,
  product: { minRsaBits?: number } = {},
): Promise<CsrInspectionJson> {
  const { csr: text } = parseInput(csrText, { csr })
  const result = await inspectCsr(text, product)
  if (!result.ok)
    throw new CertloomError('invalid-input', { problems: [{ path: '/csr', ...result.problem }] })
  const { subject, names, emails, ipAddresses, key, signatureAlgorithm, signatureValid } = result.csr
  const { sha256, pem, findings, refusals } = result.csr
  const told = [
    ...refusals.map((problem) => ({ problem, refused: true })),
    ...findings.map((problem) => ({ problem, refused: false })),
  ]
  return {
    subject: Object.fromEntries(Object.entries(subject)),
    names,
    emails,
    ipAddresses,
    key: keyJson(key),
    signature: { algorithm: signatureAlgorithm, valid: signatureValid },
    sha256,
    pem,
    findings: told.map(({ problem, refused }) => ({
      code: problem.code,
      message: problemText(problem, language),
      refused,
    })),
  }
}

function nameJson(input: string): NamesInspectionJson['names'][number] {
  const read = normalizeName(input)
  const name: NormalName | null = read.ok ? read.name : null
  return {
    input,
    name: name?.name ?? null,
    display: name?.display ?? null,
    kind: name?.kind ?? null,
    approverAddresses: name === null || name.kind === 'ip' ? [] : approverAddresses(name.name),
  }
}

/** What stands against each of a product's methods for names that can be read. */
function methodFindings(
  { kind, methods }: ProductSnapshot,
  inputs: readonly string[],
  now: Date,
  language: Language,
): NamesInspectionJson['findings'] {
  const names = inputs.flatMap((input) => nameJson(input).name ?? [])
  return methods.flatMap((method) => {
    const isIp = (name: string) => isIP(name) !== 0
    const found = staticFindings({ kind, names, method, now, isIp, registrableDomain })
    const against = found.filter(({ severity }) => severity !== 'ok')
    return toldFindings(against, language).map((finding) => ({ ...finding, method }))
  })
}

/** Looks at keys and names before anybody orders anything. */
export function createInspectionService(deps: ServiceDeps) {
  return {
    csr: { inspect: csrInspection },
    names: {
      /**
       * What a product would say to a list of names.
       * @throws {CertloomError} `invalid-input` for an unknown product
       */
      async inspect(product: unknown, names: unknown, language: Language): Promise<NamesInspectionJson> {
        const asked = parseInput(nameList, { product, names })
        const row = await productByCode(deps.db, asked.product)
        if (row === null || !isKnown(row)) {
          const params = { product: asked.product }
          throw new CertloomError('invalid-input', {
            problems: [{ path: '/product', code: 'product-unknown', params }],
          })
        }
        const snapshot = snapshotOf(row)
        const caMode = (await accountFor(deps, row))?.mode ?? 'production'
        const rules = nameRulesOf({ product: snapshot, additionalNames: 'as-entered', caMode })
        const checked = isTls(row.kind) ? checkNames(asked.names, rules).problems : []
        return {
          names: asked.names.map(nameJson),
          methods: [...methodsFor(asked.names, snapshot.methods)],
          problems: checked.map(({ index, code, params }) =>
            toldProblem({ path: `/names/${index}`, code, ...(params ? { params } : {}) }, language),
          ),
          findings: methodFindings(snapshot, asked.names, deps.clock(), language),
        }
      },
    },
  }
}
