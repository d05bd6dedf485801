import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import type { CaChange } from '../../workflows/contract.ts'
import type { ControlLook } from '../preflight/control-look.ts'
import type { Preflight } from '../preflight/preflight.ts'
import type { CaPort } from './port.ts'

/** Tells orders what the watcher sees. False: the order's workflow is over, or was never there. */
export interface OrderSignals {
  caChanged(orderId: string, change: CaChange): Promise<boolean>
  recordVisible(orderId: string, caOrderId: string): Promise<boolean>
}

/** What activities around a CA need. The clock is injected, so that years can be run in a test. */
export interface CaDeps {
  db: Database
  keyRing: KeyRing
  clock: () => Date
  log: Logger
  look: ControlLook
  preflight: Pick<Preflight, 'explain'>
  signals: OrderSignals
  /** The port of an account; its calls take their turn in the account's rate. */
  portOf(caAccountId: string): Promise<CaPort>
  /** How long a call may take on its way: after this and a margin it can no longer land. */
  caTimeoutMs: number
  /** Aborted when the worker is asked to stop: a watch then ends between two rounds, and goes on elsewhere. */
  stopping: AbortSignal
  watch: WatchSettings
}

export interface WatchSettings {
  /** Between two looks at the CA's list of changes. */
  intervalMs: number
  /** Between two of our own looks for one record in its first hour. */
  recordIntervalMs: number
}
