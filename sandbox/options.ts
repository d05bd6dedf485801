import type { Behaviour } from './core/behaviour.ts'
import type { SandboxCore } from './core/core.ts'

export interface SandboxOptions {
  /** A loopback address: nothing here is meant for other machines. */
  host: string
  /** 0 picks a free port, here and below. */
  httpPort: number
  dnsPort: number
  smtpPort: number
  /** A path, or `:memory:`. */
  databaseFile: string
  clock?: () => Date
  behaviour?: Partial<Behaviour>
}

export interface Sandbox {
  /** Console, side door, CRL. */
  url: string
  soapUrl: string
  /** `host:port` of the authoritative DNS, UDP and TCP. */
  dns: string
  /** `host:port` of the web server that serves files by the Host header. */
  fileHost: string
  smtp: string
  userName: string
  password: string
  /** The CA itself, for callers in this process. Not enumerable, so that the rest can be sent to another one. */
  readonly core: SandboxCore
  stop(): Promise<void>
}
