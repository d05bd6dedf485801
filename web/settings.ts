import type { Store } from 'express-session'
import type { CaMode } from '../domain/product.ts'
import type { Logger } from '../platform/logger.ts'

/** What the pages need to know of their installation. */
export interface WebSettings {
  /** Where people reach the pages; https switches the secure cookie on. */
  publicUrl: string
  /** Anything but `production` puts a warning on every page. */
  caMode: CaMode
  /** Signs session cookies: the first signs, all are accepted, so that secrets can be rotated. */
  sessionSecrets: readonly string[]
  sessionStore: Store
  log: Logger
}
