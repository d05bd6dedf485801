import type { Role } from '../../domain/actions.ts'
import type { Actor } from '../../domain/command.ts'
import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import type { Tenant } from '../../store/tenant.ts'
import type { Language } from '../../texts/texts.ts'
import type { TemporalGateway } from './temporal-gateway.ts'

export interface ServiceSettings {
  /** Without a slash at its end. */
  publicUrl: string
  /** How long a caller waits for what a command came to, before 202. */
  commandWaitMs: number
  /** Base address of the Temporal UI, or null where none is known. */
  temporalUiUrl: string | null
  temporalNamespace: string
  /** Webhooks may be `http://` and within this machine: for an installation that runs with the sandbox. */
  innerWebhooks?: boolean
}

export interface ServiceDeps {
  db: Database
  temporal: TemporalGateway
  keyRing: KeyRing
  clock: () => Date
  settings: ServiceSettings
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

/** Who asks. Everything a use case shows or does is limited to what this caller may see. */
export interface Caller {
  tenant: Tenant
  actor: Actor
  role: Exclude<Role, 'operator'>
  /** A client sees the orders of this customer only; null for everybody else. */
  customerId: string | null
  language: Language
}
