import { isIP } from 'node:net'
import { CertloomError } from '../../domain/errors.ts'
import { staticFindings } from '../../domain/preflight-static.ts'
import { methodsFor, type ProductSnapshot } from '../../domain/product.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { approverAddresses, type NormalName, normalizeName, registrableDomain } from '../../pki/names.ts'
import { isKnown, productByCode, snapshotOf } from '../../store/queries/products.ts'
import type { Language } from '../../texts/texts.ts'
import { csrText, nameList } from '../schemas/commands.ts'
import type { CsrInspectionJson, NamesInspectionJson } from '../schemas/inspection.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { accountFor } from './account-for.ts'
import { keyJson } from './certificates.ts'
import { judgeNames } from './configuration-names.ts'
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
      ...(typeof problem.params?.field === 'string' ? { field: problem.params.field } : {}),
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
  names: readonly string[],
  now: Date,
  language: Language,
): NamesInspectionJson['findings'] {
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
       * What a product would say to a list of names, in an order with as many names as are said.
       * @throws {CertloomError} `invalid-input` for an unknown product
       */
      async inspect(body: unknown, language: Language): Promise<NamesInspectionJson> {
        const asked = parseInput(nameList, body)
        const row = await productByCode(deps.db, asked.product)
        if (row === null || !isKnown(row)) {
          const params = { product: asked.product }
          throw new CertloomError('invalid-input', {
            problems: [{ path: '/product', code: 'product-unknown', params }],
          })
        }
        const product = snapshotOf(row)
        const caMode = (await accountFor(deps, row))?.mode ?? 'production'
        const additionalNames = asked.additionalNames ?? null
        const { problems, notices } = judgeNames(asked.names, { product, additionalNames, caMode })
        const names = asked.names.map(nameJson)
        const read = names.flatMap(({ name }) => name ?? [])
        return {
          names,
          methods: [...methodsFor(read, product.methods)],
          problems: problems.map((problem) => toldProblem(problem, language)),
          notices: notices.map((notice) => toldProblem(notice, language)),
          findings: methodFindings(product, read, deps.clock(), language),
        }
      },
    },
  }
}
