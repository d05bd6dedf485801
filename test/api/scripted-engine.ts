import type { TemporalGateway, UpdateAnswer } from '../../api/services/temporal-gateway.ts'
import type {
  CaAccountCheckResult,
  CatalogueImportResult,
  CommandMessage,
  CommandName,
  ConfigurationCheckResult,
  OrderStart,
} from '../../workflows/contract.ts'

export interface SentUpdate {
  orderId: string
  name: CommandName
  message: CommandMessage
}

/** An engine that answers as it is told: what the API does with each answer is tested here, the engine elsewhere. */
export interface ScriptedEngine extends TemporalGateway {
  starts: OrderStart[]
  updates: SentUpdate[]
  /** Away: nothing is taken. */
  isAway: boolean
  /** What the next updates come to; `done` where nothing is said. */
  answer: (update: SentUpdate) => UpdateAnswer | Promise<UpdateAnswer>
  checkResult: ConfigurationCheckResult | null
  accountCheck: CaAccountCheckResult | null
  importResult: CatalogueImportResult | null
  reset(): void
}

const DONE: UpdateAnswer = { kind: 'outcome', outcome: { state: 'done' } }

export function createScriptedEngine(): ScriptedEngine {
  const engine: ScriptedEngine = {
    starts: [],
    updates: [],
    isAway: false,
    answer: () => DONE,
    checkResult: { problems: [] },
    accountCheck: { problem: null, caCode: null },
    importResult: null,
    reset() {
      Object.assign(engine, { starts: [], updates: [], isAway: false, checkResult: { problems: [] } })
      engine.answer = () => DONE
    },
    async startOrder(start) {
      if (engine.isAway) return false
      engine.starts.push(start)
      return true
    },
    async sendUpdate(orderId, name, message) {
      if (engine.isAway) return { kind: 'pending' }
      const update = { orderId, name, message }
      engine.updates.push(update)
      return engine.answer(update)
    },
    async checkConfiguration() {
      return engine.isAway ? null : engine.checkResult
    },
    async checkCaAccount() {
      return engine.isAway ? null : engine.accountCheck
    },
    async importProducts() {
      return engine.isAway ? null : engine.importResult
    },
    async isUp() {
      return !engine.isAway
    },
  }
  return engine
}
