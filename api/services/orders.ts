import { type Action, ROLES } from '../../domain/actions.ts'
import { requestIdOf } from '../../domain/command.ts'
import type { CustomerInput } from '../../domain/customer.ts'
import { CertloomError } from '../../domain/errors.ts'
import type { Obstacle } from '../../domain/obstacle.ts'
import { isId } from '../../platform/ids.ts'
import { type CommandRow, commandById } from '../../store/queries/commands.ts'
import { orderEvents } from '../../store/queries/events.ts'
import { listOrders } from '../../store/queries/order-list.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { ordersByReferences } from '../../store/queries/orders.ts'
import { paymentStatus } from '../../store/queries/payments.ts'
import { retellOrder } from '../../store/queries/webhook-deliveries.ts'
import type { CommandName } from '../../workflows/contract.ts'
import { acceptance, cancellation, lookup, nothing, payment } from '../schemas/commands.ts'
import { obstacleJson } from '../schemas/obstacle.ts'
import type { OrderJson } from '../schemas/order.ts'
import { orderQuery, pageQuery } from '../schemas/order-query.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { type CreatedOrder, startOrder } from './create-order.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { type ToldProblem, toldProblem } from './field-texts.ts'
import { refuseUnlessPossible } from './not-possible.ts'
import { orderJson } from './order-json.ts'
import { type CommandOptions, type Submission, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

export interface EventJson {
  at: string
  name: string
  actor: { role: string; id: string | null }
  details: Record<string, unknown>
}

export interface CommandJson {
  id: string
  name: string
  state: 'accepted' | 'done' | 'refused'
  answer?: {
    state: 'accepted' | 'done' | 'refused'
    code?: string
    errors?: ToldProblem[]
    blockedBy?: Obstacle
  }
}

/** Whose order it is, and of which billing system: what the next one of theirs begins with. */
export interface OrderBeginning {
  billingSystem: string
  customer: CustomerInput
}

/** Commands that say all there is to say by their names and a short body. */
export type SimpleCommand = Extract<CommandName, 'cancel' | 'accept' | 'synchronize' | 'paymentReceived'>

type SimpleSubmission = { [Name in SimpleCommand]: Submission<Name> }[SimpleCommand]

function readSimple(name: SimpleCommand, body: unknown): SimpleSubmission {
  switch (name) {
    case 'cancel':
      return { name, body: parseInput(cancellation, body), args: {} }
    case 'accept':
      return { name, body: parseInput(acceptance, body), args: {} }
    case 'synchronize':
      return { name, body: parseInput(nothing, body), args: {} }
    case 'paymentReceived': {
      const told = parseInput(payment, body)
      const { invoice, status = 'paid', paidUntil = null } = told
      return { name, body: told, args: { invoice, status, paidUntil } }
    }
  }
}

function commandJson(row: CommandRow, caller: Caller): CommandJson {
  const { id, name, state, answer } = row
  if (answer === null) return { id, name, state }
  if (answer.state !== 'refused') return { id, name, state, answer: { state: answer.state } }
  const errors = answer.problems.map((problem) => toldProblem(problem, caller.language))
  const { code, blockedBy } = answer
  const told = blockedBy === undefined ? {} : { blockedBy: obstacleJson(blockedBy) }
  return { id, name, state, answer: { state: answer.state, code, errors, ...told } }
}

/** What happened since is nobody's business but the tenant's: ids of people of other roles stay, names never stood there. */
function actorJson({ role, id }: { role: Action | string; id: string | null }) {
  return { role: ROLES.some((known) => known === role) ? role : 'system', id }
}

/** Starting, finding and reading orders, and the commands that need nothing but a word. */
export function createOrderService(deps: ServiceDeps) {
  const shown = (order: OrderRecord, caller: Caller): OrderJson => orderJson(order, caller, deps.settings)

  return {
    /** @throws {CertloomError} `invalid-input`, `reference-in-use` */
    create: (caller: Caller, body: unknown, options: CommandOptions = {}): Promise<CreatedOrder> =>
      startOrder(deps, caller, body, options),

    async read(caller: Caller, orderId: string): Promise<OrderJson> {
      return shown(await visibleOrder(deps, caller, orderId), caller)
    },

    /** @throws {CertloomError} `invalid-input` for parameters that nobody knows or that make no sense */
    async list(caller: Caller, query: unknown): Promise<{ items: OrderJson[]; nextCursor: string | null }> {
      const filter = parseInput(orderQuery, query)
      const scope = caller.customerId === null ? caller.tenant : { customerId: caller.customerId }
      const page = await listOrders(deps.db, scope, filter)
      return { items: page.items.map((order) => shown(order, caller)), nextCursor: page.nextCursor }
    },

    /**
     * The order, where this caller may ask this of it now.
     * @throws {CertloomError} `not-found`, `forbidden`, `not-possible-now`
     */
    async readFor(caller: Caller, orderId: string, action: Action): Promise<OrderJson> {
      const order = await visibleOrder(deps, caller, orderId)
      refuseUnlessPossible(order, caller, action)
      return shown(order, caller)
    },

    /** The orders of these references, in no particular order; unknown ones are left out. */
    async lookup(caller: Caller, body: unknown): Promise<{ items: OrderJson[] }> {
      const { references } = parseInput(lookup, body)
      const found = await ordersByReferences(deps.db, caller.tenant, [...new Set(references)])
      return { items: found.map((order) => shown(order, caller)) }
    },

    async events(
      caller: Caller,
      orderId: string,
      page: unknown = {},
    ): Promise<{ items: EventJson[]; nextCursor: string | null }> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(pageQuery, typeof page === 'string' ? { cursor: page } : page)
      const { items, nextCursor } = await orderEvents(deps.db, order.id, asked)
      const told = items.map(({ at, name, actor, details }) => ({
        at,
        name,
        actor: actorJson(actor),
        details,
      }))
      return { items: told, nextCursor }
    },

    async command(caller: Caller, orderId: string, commandId: string): Promise<CommandJson> {
      const order = await visibleOrder(deps, caller, orderId)
      const row = isId(requestIdOf(commandId))
        ? await commandById(deps.db, caller.tenant, order.id, commandId)
        : null
      if (row === null) throw new CertloomError('not-found')
      return commandJson(row, caller)
    },

    /** The customer's record (row M3). */
    async contact(caller: Caller, orderId: string): Promise<Omit<CustomerInput, 'reference'>> {
      const { reference: _, ...contact } = (await visibleOrder(deps, caller, orderId)).customer
      return contact
    },

    /** What the next order of the same customer begins with. @throws {CertloomError} `not-found` */
    async beginning(caller: Caller, orderId: string): Promise<OrderBeginning> {
      const { billingSystemId, customer } = await visibleOrder(deps, caller, orderId)
      return { billingSystem: billingSystemId, customer }
    },

    /** @throws {CertloomError} `invalid-input`, `forbidden`, `not-possible-now`, `ca-refused` */
    async submit(
      caller: Caller,
      orderId: string,
      name: SimpleCommand,
      body: unknown = {},
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = readSimple(name, body ?? {})
      // One call a name, so that each keeps the type of its arguments.
      switch (asked.name) {
        case 'paymentReceived': {
          const known = await paymentStatus(deps.db, order.id, asked.args.invoice ?? '')
          const args = { ...asked.args, ...(known === null ? {} : { knownAs: known }) }
          return submitCommand(deps, caller, order.id, { ...asked, args, ...options })
        }
        case 'synchronize':
          // The billing system is brought up to date as well: it hears what it has not taken yet.
          return submitCommand(deps, caller, order.id, {
            ...asked,
            ...options,
            before: () => retellOrder(deps.db, order.id, deps.clock()),
          })
        case 'cancel':
        case 'accept':
          return submitCommand<typeof asked.name>(deps, caller, order.id, { ...asked, ...options })
      }
    },
  }
}
