import { controlInstructions } from '../../domain/control-instructions.ts'
import type { EmailPrefix } from '../../domain/product.ts'
import { registrableDomain } from '../../pki/names.ts'
import {
  type CaOrderName,
  type CaOrderRow,
  currentCaOrder,
  scheduleLook,
} from '../../store/queries/ca-orders.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { lastCommandBody } from '../../store/queries/last-command.ts'
import type { Language } from '../../texts/texts.ts'
import { verificationChoice } from '../schemas/configuration.ts'
import type { VerificationJson } from '../schemas/verification.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { findingsOf } from './finding-texts.ts'
import { isRunning, OPEN_PAGE_LOOK_MS } from './running-ca-order.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { systemCheckTexts } from './system-check-texts.ts'
import { goodChoice, noChoice, untilWhen } from './verification-change.ts'
import { visibleOrder } from './visible-order.ts'

const NOTHING: VerificationJson = {
  caOrder: null,
  purpose: null,
  method: null,
  code: null,
  instructions: [],
  order: [],
  system: [],
  findings: [],
  findingsAt: null,
}

/** Seen by us, and not by the CA: that is said, lest the two stand side by side without a word. */
function stateOf({ state, problem }: CaOrderName, row: CaOrderRow) {
  const isSeen = state === 'FAILED' && problem == null && row.recordSeenAt !== null
  const found = isSeen ? 'ca-not-seen' : problem
  return { state, ...(found == null ? {} : { problem: found }) }
}

function instructionsOf(row: CaOrderRow, emailPrefix: EmailPrefix | null): VerificationJson['instructions'] {
  if (row.method === null) return []
  const states = new Map(row.names.map((name) => [name.name, name]))
  const names = row.names.map(({ name }) => name)
  const mailDomainOf = (name: string) => registrableDomain(name) ?? name
  return controlInstructions({ method: row.method, code: row.code, names, emailPrefix, mailDomainOf }).map(
    (instruction) => {
      const known = states.get(instruction.name)
      return {
        ...instruction,
        ...(known === undefined ? { state: 'REQUIRED' as const } : stateOf(known, row)),
      }
    },
  )
}

/** The mailbox that was chosen last: by a change since the purchase, else with its configuration. */
async function emailPrefixOf(deps: ServiceDeps, row: CaOrderRow): Promise<EmailPrefix | null> {
  if (row.method !== 'ADMIN') return null
  const changed = await lastCommandBody(deps.db, row.orderId, 'changeVerification', row.placedAt)
  const entered = row.configurationId === null ? null : await configurationById(deps.db, row.configurationId)
  const read = verificationChoice.safeParse(changed ?? entered?.body.verification)
  return read.success ? (read.data.emailPrefix ?? null) : null
}

async function verificationJson(
  deps: ServiceDeps,
  row: CaOrderRow,
  language: Language,
): Promise<VerificationJson> {
  return {
    caOrder: row.caOrderId,
    // What runs at a purchase that was issued once is not what it was bought for.
    purpose: row.running ?? row.purpose,
    method: row.method,
    code: row.code,
    instructions: instructionsOf(row, await emailPrefixOf(deps, row)),
    order: row.verifications,
    system: systemCheckTexts(row, language),
    ...findingsOf(row, language),
    ...(row.email === null ? {} : { email: row.email }),
  }
}

/** How control of an order's names is proven, and how far that is. */
export function createVerificationService(deps: ServiceDeps) {
  async function runningCaOrder(orderId: string): Promise<CaOrderRow | null> {
    const row = await currentCaOrder(deps.db, orderId)
    return row !== null && isRunning(row) ? row : null
  }

  async function read(caller: Caller, orderId: string): Promise<VerificationJson> {
    const order = await visibleOrder(deps, caller, orderId)
    const row = await currentCaOrder(deps.db, order.id)
    if (row === null) return NOTHING
    if (!isRunning(row)) return { ...NOTHING, order: row.verifications }
    const soon = new Date(deps.clock().getTime() + OPEN_PAGE_LOOK_MS)
    await scheduleLook(deps.db, row.id, soon, true)
    return verificationJson(deps, row, caller.language)
  }

  return {
    /** Who reads this is waiting for it, so the CA is asked within 15 s. */
    read,

    /**
     * Another method, the messages again, or a new code. With S/MIME the message, as soon as the last one's link is
     * over.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`, `ca-refused`
     */
    async change(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const row = await runningCaOrder(order.id)
      const isMail = order.product.kind === 'smime'
      const choice = isMail ? noChoice(body) : goodChoice(order, row, body)
      const command = { name: 'changeVerification', body: choice, args: {} } as const
      return submitCommand(deps, caller, order.id, { ...command, ...options }).catch((error: unknown) => {
        throw isMail ? untilWhen(error, row?.email ?? null, order.timeZone) : error
      })
    },

    /**
     * Has the CA look now; what it found, or with 202 what is known so far.
     * @throws {CertloomError} `not-possible-now`, `ca-refused`
     */
    async check(
      caller: Caller,
      orderId: string,
      options: CommandOptions = {},
    ): Promise<{ submitted: Submitted; verification: VerificationJson }> {
      const submitted = await submitCommand(deps, caller, orderId, {
        name: 'checkVerification',
        body: null,
        args: {},
        ...options,
      })
      return { submitted, verification: await read(caller, orderId) }
    },
  }
}
