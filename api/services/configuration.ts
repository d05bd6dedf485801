import { CertloomError } from '../../domain/errors.ts'
import { type ControlMethod, isTls } from '../../domain/product.ts'
import { requiredFields } from '../../domain/product-needs.ts'
import { hasPrivateKey } from '../../pki/csr-text.ts'
import type { NameRules } from '../../pki/names.ts'
import { newId } from '../../platform/ids.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { forgetConfiguration, insertConfiguration, saveDraft } from '../../store/queries/configurations.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { type ConfigurationChecked, configurationDraft } from '../schemas/configuration.ts'
import { parseInput, pointer } from '../schemas/problems-of.ts'
import { billedNamesOf } from './billed-names-of.ts'
import { nameRulesOf, settingsOfOrdered } from './configuration-context.ts'
import { judgeConfiguration } from './configuration-rules.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { type Entered, type EnteredConfiguration, enteredConfiguration } from './entered-configuration.ts'
import { toldProblem } from './field-texts.ts'
import { refuseUnlessPossible } from './not-possible.ts'
import { orderJson } from './order-json.ts'
import { prefillOf } from './prefill.ts'
import { repairAsked } from './repair.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

/** A draft is kept as typed; this only bounds it. */
const MOST_DRAFT_CHARACTERS = 200_000

/** What may be chosen in an order's configuration. */
export interface ConfigurationAllowance {
  methods: readonly ControlMethod[]
  hashAlgorithms: readonly string[]
  /** Paths with dots; `a|b` means one of both. */
  requiredFields: readonly string[]
  /** How many names fit, the main one among them; 0 where the product takes none. */
  mostNames: number
  /** What the product takes as names, and offers to prove them by. */
  nameRules: NameRules
  /** The smallest RSA key that the product takes. */
  minRsaBits: number
  /** What is offered first; null where the product says nothing. */
  defaultMethod: ControlMethod | null
  /** Whether the one name and the same with `www.` go together, at no further cost. */
  wwwTogether: boolean
  /** How many names are included and in which steps more are billed, where they are billed as entered (row O7). */
  billed: { included: number; step: number } | null
}

function judge(order: OrderRecord, body: unknown) {
  const { product, additionalNames, caMode } = order
  return judgeConfiguration(body, { product, additionalNames, caMode })
}

function refusePrivateKeys(draft: Entered): void {
  const problems = Object.entries(draft)
    .filter(([, value]) => typeof value === 'string' && hasPrivateKey(value))
    .map(([field]) => ({ path: pointer([field]), code: 'private-key-sent' }))
  if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
}

/** What is entered for an order before it goes to the CA: drafts, checks, and the configuration itself. */
export function createConfigurationService(deps: ServiceDeps) {
  return {
    /** What was sent last, what was typed since, and the CA's no while it stands. */
    async read(caller: Caller, orderId: string): Promise<EnteredConfiguration & { prefill: Entered }> {
      const order = await visibleOrder(deps, caller, orderId)
      const entered = await enteredConfiguration(deps, order, caller)
      return { ...entered, prefill: prefillOf(order.customer) }
    },

    /** What the order's own product takes, as it was when the order began, and what it needs to be told. */
    async allowance(caller: Caller, orderId: string): Promise<ConfigurationAllowance> {
      const order = await visibleOrder(deps, caller, orderId)
      const { product, additionalNames } = order
      const { included, step } = product.names
      const { defaultMethod, wwwTogether } = settingsOfOrdered(product)
      const nameRules = nameRulesOf(order)
      const mostNames = isTls(product.kind) ? nameRules.max : 0
      return {
        methods: product.methods,
        hashAlgorithms: product.hashAlgorithms,
        requiredFields: requiredFields(product),
        mostNames,
        nameRules,
        minRsaBits: product.minRsaBits,
        defaultMethod,
        wwwTogether,
        billed: additionalNames === 'as-entered' && mostNames > included ? { included, step } : null,
      }
    },

    /**
     * Keeps a draft as it was typed, right or wrong; only a private key is kept nowhere.
     * @throws {CertloomError} `too-large`; `invalid-input` at a private key; `not-possible-now` once nothing is waiting for it
     */
    async saveDraft(caller: Caller, orderId: string, body: unknown): Promise<{ draft: Entered }> {
      const order = await visibleOrder(deps, caller, orderId)
      const draft = parseInput(configurationDraft, body)
      if (JSON.stringify(draft).length > MOST_DRAFT_CHARACTERS) throw new CertloomError('too-large')
      refusePrivateKeys(draft)
      refuseUnlessPossible(order, caller, 'configuration')
      await saveDraft(deps.db, order.id, draft)
      return { draft }
    },

    /**
     * Our own rules first, then the CA's word; nothing is ordered. `askedCa` is false where the CA could not be asked
     * in time.
     * @throws {CertloomError} `invalid-input` and `ca-refused` with problems
     */
    async check(caller: Caller, orderId: string, body: unknown): Promise<ConfigurationChecked> {
      const order = await visibleOrder(deps, caller, orderId)
      refuseUnlessPossible(order, caller, 'configuration')
      const good = await judge(order, body)
      const notices = good.notices.map((notice) => toldProblem(notice, caller.language))
      const configurationId = newId()
      await insertConfiguration(deps.db, {
        id: configurationId,
        orderId: order.id,
        actor: caller.actor,
        ...good,
      })
      const replaced = order.view.caOrderPlaced ? await currentCaOrder(deps.db, order.id) : null
      const asked = { orderId: order.id, configurationId }
      const result = await deps.temporal.checkConfiguration(
        replaced === null ? asked : { ...asked, replaces: replaced.caOrderId },
        deps.settings.commandWaitMs,
      )
      // A check that goes on still needs the configuration; the tidying takes it later.
      if (result === null) return { ok: true, askedCa: false, notices }
      await forgetConfiguration(deps.db, configurationId)
      if (result.problems.length > 0) throw new CertloomError('ca-refused', { problems: result.problems })
      return { ok: true, askedCa: true, notices }
    },

    /**
     * Judges a configuration, keeps it, and has it ordered at the CA.
     * @throws {CertloomError} `invalid-input`, `not-possible-now`, `ca-refused`
     */
    async submit(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted> {
      const order = await visibleOrder(deps, caller, orderId)
      const good = await judge(order, body)
      const asked = await repairAsked(deps, order, good, options.commandId)
      if (asked === 'nothing') {
        // It is as wanted only if it stays so: an order that is suspended or being cancelled takes no configuration.
        refuseUnlessPossible(order, caller, 'configuration')
        return { status: 200, order: orderJson(order, caller, deps.settings) }
      }
      if (asked === 'control') {
        const control = { name: 'changeVerification', body: good.body.verification, args: {} } as const
        return submitCommand(deps, caller, order.id, { ...control, ...options })
      }
      // The configuration has its command's id, so a repeat keeps no second one.
      const commandId = options.commandId ?? newId()
      const keep = () =>
        insertConfiguration(deps.db, { id: commandId, orderId: order.id, actor: caller.actor, ...good })
      return submitCommand(deps, caller, order.id, {
        name: 'configure',
        body: null,
        args: { configurationId: commandId, ...billedNamesOf(order, good.names) },
        commandId,
        before: keep,
      })
    },
  }
}
