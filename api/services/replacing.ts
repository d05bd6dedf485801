import type { z } from 'zod'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { readPastedCertificate } from '../../pki/pasted-certificate.ts'
import { newId } from '../../platform/ids.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { certificateBySerial } from '../../store/queries/certificates.ts'
import { commandById } from '../../store/queries/commands.ts'
import { insertConfiguration } from '../../store/queries/configurations.ts'
import { lastProvidedCsr } from '../../store/queries/last-configuration.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { properties, reissue, renew, renewalCsr } from '../schemas/life.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { GoodConfiguration } from './configuration-rules.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { namesToAdd, nextConfiguration } from './next-configuration.ts'
import { variantOf } from './renewal-variants.ts'
import { type CommandOptions, type Submission, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

type ReplacingCommand = 'provideRenewalCsr' | 'reissue' | 'renew' | 'editProperties'

type RenewBody = z.output<typeof renew>

/** Which certificate is meant, by its number or by itself; null for the newest. */
function meantBy({ serialNumber, certificate }: Pick<RenewBody, 'serialNumber' | 'certificate'>): {
  serialNumber: string | null
  path: string
  problems: FieldProblem[]
} {
  const nothing = { serialNumber: null, path: '/certificate' }
  if (!certificate) return { serialNumber: serialNumber ?? null, path: '/serialNumber', problems: [] }
  if (serialNumber) return { ...nothing, problems: [{ path: '/certificate', code: 'serial-or-certificate' }] }
  const read = readPastedCertificate(certificate)
  if (read.ok) return { ...nothing, serialNumber: read.certificate.serialNumber, problems: [] }
  return { ...nothing, problems: [{ path: '/certificate', code: read.code }] }
}

/** Another certificate for the same order: at once, or when its time comes. */
export function createReplacingService(deps: ServiceDeps) {
  async function unknownProblems(order: OrderRecord, path: string, serial: string | null) {
    if (serial === null || (await certificateBySerial(deps.db, order.id, serial)) !== null) return []
    return [{ path, code: 'certificate-unknown' }]
  }

  /** Problems that were found already, and those of the configuration, told at once. */
  async function judge(
    problems: readonly FieldProblem[],
    configuration: () => Promise<GoodConfiguration | null>,
  ): Promise<GoodConfiguration | null> {
    const own = await configuration().catch((error: unknown) => {
      if (problems.length === 0 || !(error instanceof CertloomError)) throw error
      throw new CertloomError('invalid-input', { problems: [...problems, ...error.problems] })
    })
    if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
    return own
  }

  /** The configuration has its command's id. A repeat is not judged again: what it asked for may be true by now. */
  async function submit<Name extends ReplacingCommand>(
    caller: Caller,
    order: OrderRecord,
    asked: Submission<Name> & { commandId: string },
    good: () => Promise<GoodConfiguration | null>,
  ): Promise<Submitted> {
    const { commandId } = asked
    const earlier = await commandById(deps.db, caller.tenant, order.id, commandId)
    const configuration = earlier === null ? await good() : null
    const keep = async (): Promise<void> => {
      if (configuration === null) return
      const kept = { id: commandId, orderId: order.id, actor: caller.actor, ...configuration }
      await insertConfiguration(deps.db, kept)
    }
    return submitCommand(deps, caller, order.id, { ...asked, before: keep })
  }

  /** What the next certificate is made of is judged and kept; nothing is asked of the CA. */
  async function keepForNext(
    name: 'provideRenewalCsr' | 'editProperties',
    caller: Caller,
    orderId: string,
    asked: Parameters<typeof nextConfiguration>[2],
    options: CommandOptions,
  ): Promise<Submitted> {
    const order = await visibleOrder(deps, caller, orderId)
    const commandId = options.commandId ?? newId()
    const command = { name, body: asked, args: { configurationId: commandId }, commandId }
    return submit(caller, order, command, () => nextConfiguration(deps, order, asked))
  }

  return {
    /** The CSR that waits for the next certificate, or null. */
    async renewalCsr(caller: Caller, orderId: string): Promise<{ csr: string | null }> {
      const order = await visibleOrder(deps, caller, orderId)
      const [provided, caOrder] = await Promise.all([
        lastProvidedCsr(deps.db, order.id),
        currentCaOrder(deps.db, order.id),
      ])
      if (provided === null) return { csr: null }
      const isOpen = order.view.renewal?.csrStored ?? caOrder?.configurationId !== provided.configurationId
      return { csr: isOpen ? provided.csr : null }
    },

    /**
     * Row M5: the CSR of the next certificate.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`
     */
    async provideCsr(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      return keepForNext('provideRenewalCsr', caller, orderId, parseInput(renewalCsr, body), options)
    },

    /**
     * Rows M6 and M7: another certificate of the same purchase, on a new key, with more names where the product is sold so.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`, `ca-refused`
     */
    async reissue(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(reissue, body)
      const { csr, addNames, verification } = asked
      const serialNumber = asked.serialNumber ?? null
      const commandId = options.commandId ?? newId()
      const args = { serialNumber, configurationId: commandId, addNames: namesToAdd(addNames) }
      return submit(caller, order, { name: 'reissue', body: asked, args, commandId }, async () =>
        judge(await unknownProblems(order, '/serialNumber', serialNumber), () =>
          nextConfiguration(deps, order, { csr, addNames, verification }),
        ),
      )
    },

    /**
     * Row M10: another purchase at the CA, with what is stored where nothing new is given.
     * @throws {CertloomError} `invalid-input`, `forbidden` for a client whose order is billed term by term,
     * `not-possible-now`, `ca-refused`
     */
    async renew(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(renew, body ?? {})
      const { csr, verification, hashAlgorithm } = asked
      const meant = meantBy(asked)
      const variant = await variantOf(deps, order, asked.product)
      const isNew = [csr, verification, hashAlgorithm].some((each) => each !== undefined)
      const commandId = options.commandId ?? newId()
      const args = {
        serialNumber: meant.serialNumber,
        configurationId: isNew ? commandId : null,
        product: variant.renewalCode,
      }
      return submit(caller, order, { name: 'renew', body: asked, args, commandId }, async () => {
        const unknown = await unknownProblems(order, meant.path, meant.serialNumber)
        const problems = [...meant.problems, ...unknown, ...variant.problems]
        return judge(problems, async () =>
          isNew ? nextConfiguration(deps, order, { csr, verification, hashAlgorithm }) : null,
        )
      })
    },

    /**
     * Contacts, organization and the way of proving that the next renewal is ordered with.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`
     */
    async editProperties(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      return keepForNext('editProperties', caller, orderId, parseInput(properties, body), options)
    },
  }
}
