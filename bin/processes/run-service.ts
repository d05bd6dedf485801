import { createLogger, type Logger } from '../../platform/logger.ts'
import { loadServiceSettings, readEnvironment, type ServiceSettings } from '../../platform/settings.ts'
import { announceReady } from './ready-message.ts'

/** A service that answers. */
export interface RunningService {
  /** What the parent is told, beside that the service is ready. */
  details: Record<string, unknown>
  /** Finishes what is under way and closes everything; the process ends by itself afterwards. */
  stop(): Promise<void>
  /** Settles where the service ends by itself, which is always a fault. */
  failed?: Promise<unknown>
}

/** How long a stop may take before the process ends all the same. */
const LONGEST_STOP_MS = 20_000

/** Resolves with the reason once the process is asked to end: a signal, or the death of the parent that supervises it. */
function untilAskedToEnd(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('SIGINT', () => resolve('SIGINT'))
    process.once('disconnect', () => resolve('the parent is gone'))
  })
}

async function stopInTime(service: RunningService, logger: Logger): Promise<void> {
  const hardStop = setTimeout(() => {
    logger.error('the stop took too long')
    process.exit(1)
  }, LONGEST_STOP_MS)
  hardStop.unref()
  await service.stop()
}

/**
 * The frame around a long-running process: settings, logger, signals, readiness, an orderly end. A fault in it ends the
 * process with code 1: whoever supervises starts it again.
 */
export async function runService(
  part: string,
  start: (settings: ServiceSettings, logger: Logger) => Promise<RunningService>,
): Promise<void> {
  const settings = loadServiceSettings(readEnvironment())
  const logger = createLogger({ level: settings.logLevel, part })
  const asked = untilAskedToEnd()
  const fail = (error: unknown): never => {
    logger.fatal({ err: error }, 'ended by a fault')
    process.exit(1)
  }
  process.on('uncaughtException', fail)
  const service = await start(settings, logger)
  service.failed?.catch(fail)
  announceReady(service.details)
  logger.info('ready')
  const why = await asked
  logger.info({ why }, 'stopping')
  await stopInTime(service, logger)
  logger.info('stopped')
  // The channel to the parent, a pool or a native runtime may still hold the process.
  process.exit(0)
}
