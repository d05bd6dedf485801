import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { isTls } from '../../domain/product.ts'
import type { CertificateInspection } from '../../pki/certificate.ts'
import { orderChain } from '../../pki/chain.ts'
import { compareNames } from '../../pki/compare-names.ts'
import { inspectCsr } from '../../pki/csr.ts'
import { readPastedCertificate } from '../../pki/pasted-certificate.ts'
import { dayOf } from '../../platform/days.ts'
import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { settleByCertificate } from '../../store/queries/ca-task-results.ts'
import { type ConfigurationRow, configurationById } from '../../store/queries/configurations.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { orderedNamesOf } from '../../store/queries/ordered-names.ts'
import { enteredCertificate } from '../schemas/manual.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { notPossibleNow } from './not-possible.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

const DAY_MS = 86_400_000

type Entered = ReturnType<typeof enteredCertificate.parse>

function at(path: string, code: string, params?: FieldProblem['params']): FieldProblem {
  return params === undefined ? { path, code } : { path, code, params }
}

/** The chain may be pasted with the certificate, or by itself. */
function readPasted({ certificate, chain }: Entered): { read: CertificateInspection; bundle: string[] } {
  const read = readPastedCertificate(certificate)
  const above = chain?.trim() ? readPastedCertificate(chain) : null
  const problems = [
    ...(read.ok ? [] : [at('/certificate', read.code)]),
    ...(above === null || above.ok ? [] : [at('/chain', above.code)]),
  ]
  if (!read.ok || problems.length > 0) throw new CertloomError('invalid-input', { problems })
  const bundle = above?.ok ? [above.certificate.pem, ...above.others] : []
  return { read: read.certificate, bundle: [...read.others, ...bundle] }
}

/** What is wrong with the certificate's own dates and kind. */
function ownProblems(
  read: CertificateInspection,
  { expiresOn }: Entered,
  { now, timeZone }: { now: Date; timeZone: string },
): FieldProblem[] {
  const lastDay = dayOf(read.notAfter, timeZone)
  // Written in the certificate is the day in UTC, and pages tell the reader's: whoever copies either is right.
  const isOtherwise = expiresOn && ![lastDay, dayOf(read.notAfter, 'UTC')].includes(expiresOn)
  return [
    ...(read.isCa ? [at('/certificate', 'certificate-is-ca')] : []),
    ...(Date.parse(read.notAfter) <= now.getTime()
      ? [at('/certificate', 'certificate-has-ended', { date: lastDay })]
      : []),
    ...(isOtherwise ? [at('/expiresOn', 'expires-otherwise', { date: lastDay })] : []),
  ]
}

/** Names that were ordered and are not in it, and names in it that nobody ordered. */
function nameProblems(read: CertificateInspection, ordered: readonly string[]): FieldProblem[] {
  const { missing, extra } = compareNames(ordered, read)
  return [
    ...(missing.length > 0
      ? [at('/certificate', 'certificate-lacks-names', { names: missing.join(', ') })]
      : []),
    ...(extra.length > 0
      ? [at('/certificate', 'certificate-has-other-names', { names: extra.join(', ') })]
      : []),
  ]
}

/** The purchase that a certificate is entered for, and what was ordered there. */
interface Ordered {
  caOrder: CaOrderRow
  configuration: ConfigurationRow
}

/** Takes in what a CA without an API has issued (row O6). */
export function createManualCertificateService(deps: ServiceDeps) {
  async function orderedBy(order: OrderRecord): Promise<Ordered> {
    const caOrder = await currentCaOrder(deps.db, order.id)
    const id = caOrder?.configurationId ?? null
    const configuration = id === null ? null : await configurationById(deps.db, id)
    if (caOrder === null || configuration === null) throw notPossibleNow(order, { kind: 'nothing-at-ca' })
    return { caOrder, configuration }
  }

  async function matchProblems(
    order: OrderRecord,
    { caOrder, configuration }: Ordered,
    read: CertificateInspection,
  ): Promise<FieldProblem[]> {
    const csr = await inspectCsr(configuration.csr)
    const isSameKey = csr.ok && csr.csr.key.spkiSha256 === read.key.spkiSha256
    const names = isTls(order.product.kind) ? await orderedNamesOf(deps.db, caOrder) : null
    return [
      ...(isSameKey ? [] : [at('/certificate', 'certificate-other-key')]),
      ...(names === null ? [] : nameProblems(read, names)),
    ]
  }

  /** The tasks are done with it, in the same transaction. */
  async function keep(
    caller: Caller,
    order: OrderRecord,
    { caOrder }: Ordered,
    { read, chain }: { read: CertificateInspection; chain: string[] },
  ): Promise<void> {
    const byProduct = Date.parse(read.notBefore) + order.product.validityDays * DAY_MS
    const productValidUntil = new Date(Math.max(byProduct, Date.parse(read.notAfter)))
    const entered = { serialNumber: read.serialNumber, pem: read.pem, chain, productValidUntil }
    await settleByCertificate(deps.db, caOrder, entered, { by: caller.actor, at: deps.clock() })
  }

  return {
    /**
     * Checks a pasted certificate against CSR and names of what was ordered, keeps it, and lets the order go on with it.
     * @throws {CertloomError} `invalid-input` at `/certificate`, `/chain`, `/expiresOn`; `not-possible-now` where no
     * certificate is waited for, or the CA is not a manual one
     */
    async enter(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(enteredCertificate, body)
      const { read, bundle } = readPasted(asked)
      const [, ...chain] = orderChain(read.pem, bundle)
      const isStray = bundle.length > 0 && chain.length === 0 && !read.isSelfSigned
      const problems = [
        ...ownProblems(read, asked, { now: deps.clock(), timeZone: order.timeZone }),
        ...(isStray ? [at('/chain', 'chain-of-another')] : []),
      ]
      const args = { serialNumber: read.serialNumber, paidUntil: asked.paidUntil ?? null }
      return submitCommand(deps, caller, order.id, {
        name: 'addCertificate',
        body: asked,
        args,
        ...options,
        isJudgedAtDoor: true,
        before: async () => {
          const ordered = await orderedBy(order)
          const all = [...problems, ...(await matchProblems(order, ordered, read))]
          if (all.length > 0) throw new CertloomError('invalid-input', { problems: all })
          await keep(caller, order, ordered, { read, chain })
        },
      })
    },
  }
}
