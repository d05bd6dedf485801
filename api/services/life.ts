import { actionsFor } from '../../domain/actions.ts'
import { CertloomError } from '../../domain/errors.ts'
import { isFinal } from '../../domain/order-state.ts'
import type { RenewalChoice } from '../../domain/order-terms.ts'
import { newId } from '../../platform/ids.ts'
import { certificatesOf } from '../../store/queries/certificates.ts'
import { acceptCommand, commandById, finishCommand } from '../../store/queries/commands.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { changeRenewalOf } from '../../store/queries/order-renewal.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { nothing } from '../schemas/commands.ts'
import { cancellationRequest, renewalChange, sending, termination } from '../schemas/life.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { factsOf, orderJson } from './order-json.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

/** Commands of an order's later years that say all by their names. */
export const WORDLESS = [
  'withdrawCancellation',
  'repeat',
  'sendConfigurationEmail',
  'suspend',
  'resume',
] as const
export type WordlessCommand = (typeof WORDLESS)[number]

/** What an order is asked for after its certificate was issued, besides another certificate. */
export function createLifeService(deps: ServiceDeps) {
  /** The workflow is over, so the mail is asked for here; the command is kept for the timeline all the same. */
  async function sendAfterEnd(
    caller: Caller,
    order: OrderRecord,
    body: unknown,
    options: CommandOptions,
  ): Promise<Submitted> {
    const id = options.commandId ?? newId()
    const known = await commandById(deps.db, caller.tenant, order.id, id)
    if (known !== null && canonicalJson(known.body) !== canonicalJson(body)) {
      throw new CertloomError('idempotency-key-reused')
    }
    const { billingSystemId } = order
    await acceptCommand(deps.db, {
      id,
      billingSystemId,
      orderId: order.id,
      name: 'send',
      actor: caller.actor,
      body,
      arguments: {},
      isAcknowledged: true,
    })
    await requestMail(deps.db, order.id, { template: 'certificate', occasion: id })
    await finishCommand(deps.db, id, { state: 'done' })
    return { status: 200, order: orderJson(order, caller, deps.settings) }
  }

  return {
    /** @throws {CertloomError} `invalid-input`, `forbidden`, `not-possible-now` */
    async wordless(
      caller: Caller,
      orderId: string,
      name: WordlessCommand,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const asked = { body: parseInput(nothing, body ?? {}), args: {} }
      return submitCommand<WordlessCommand>(deps, caller, orderId, { name, ...asked, ...options })
    },

    /**
     * Row M12: asks for the end of a recurring order, now or when what is paid runs out.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`
     */
    async requestCancellation(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const asked = parseInput(cancellationRequest, body)
      const args = { when: asked.when, revoke: asked.revoke ?? false }
      return submitCommand(deps, caller, orderId, {
        name: 'requestCancellation',
        body: asked,
        args,
        ...options,
      })
    },

    /** @throws {CertloomError} `invalid-input`, `not-possible-now` */
    async terminate(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const asked = parseInput(termination, body ?? {})
      const args = { revoke: asked.revoke ?? false }
      return submitCommand(deps, caller, orderId, { name: 'terminateService', body: asked, args, ...options })
    },

    /**
     * Sends the certificate by mail, to the order's contacts or the address that is given. Possible also when the order
     * is over.
     * @throws {CertloomError} `invalid-input`; `not-possible-now` where there is no certificate
     */
    async send(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(sending, body ?? {})
      if (isFinal(order.view.state) && (await certificatesOf(deps.db, order.id)).length > 0) {
        return sendAfterEnd(caller, order, asked, options)
      }
      return submitCommand(deps, caller, order.id, { name: 'send', body: asked, args: {}, ...options })
    },

    /**
     * Row S2: what the order says about its own renewal. What is not given stays, null leaves it to the product.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`
     */
    async changeRenewal(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(renewalChange, body)
      const chosen: RenewalChoice = {
        policy: asked.policy === undefined ? order.renewal.policy : asked.policy,
        daysBefore: asked.daysBefore === undefined ? order.renewal.daysBefore : asked.daysBefore,
      }
      const isOpen = actionsFor(factsOf(order), caller.role).includes('renewal')
      return submitCommand(deps, caller, order.id, {
        name: 'changeRenewal',
        body: asked,
        args: chosen,
        ...options,
        // The workflow reads it when the command comes; one that will be refused must leave nothing behind.
        before: isOpen ? () => changeRenewalOf(deps.db, order.id, chosen) : undefined,
      })
    },
  }
}
