import type { Client } from '@temporalio/client'
import { type NativeConnection, Runtime, Worker } from '@temporalio/worker'
import type { CaDeps } from '../../activities/ca/deps.ts'
import { createExchangeLog, type ExchangeLog } from '../../activities/ca/exchange-log.ts'
import { createPorts } from '../../activities/ca/ports.ts'
import { createActivities } from '../../activities/create-activities.ts'
import { createPreflight } from '../../activities/preflight/preflight.ts'
import type { Logger } from '../../platform/logger.ts'
import { createKeyRing, type KeyRing } from '../../platform/secrets.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import { type Database, openDatabase } from '../../store/database.ts'
import { CA_TASK_QUEUE, TASK_QUEUE } from '../../workflows/contract.ts'
import { keepCaWatchers } from './ca-watchers.ts'
import { startLoops } from './loops.ts'
import { createOrderSignals } from './order-signals.ts'
import type { RunningService } from './run-service.ts'
import { connectClient, connectWorker } from './temporal.ts'
import { keepWantedImports } from './wanted-imports.ts'
import { buildWorkflowBundle } from './workflow-bundle.ts'

/** Time for what is under way when a worker is asked to stop; less than what its supervisor allows it. */
const SHUTDOWN_GRACE = '8s'
/** Orders sleep for months, so few need to be kept awake. */
const CACHED_WORKFLOWS = 500
/** Calls of a CA wait, for the account's turn or for its answer: those of one that is dead must leave room for others. */
const CA_ACTIVITIES_AT_ONCE = 400

/** Runs workflows and activities, and the loops over PostgreSQL that deliver commands and mails. */
export async function workerProcess(settings: ServiceSettings, logger: Logger): Promise<RunningService> {
  useLogger(logger)
  const [bundle, connection, client, db] = await Promise.all([
    buildWorkflowBundle(logger),
    connectWorker(settings.temporal),
    connectClient(settings.temporal),
    openDatabase(settings.databaseUrl),
  ])
  const keyRing = createKeyRing(settings.secret, [...settings.previousSecrets])
  const stopping = new AbortController()
  const exchanges = createExchangeLog(db, logger)
  const activities = createActivities(
    caDeps({ settings, logger, db, client, keyRing, exchanges, stopping: stopping.signal }),
  )
  const workers = await createWorkers(connection, settings.temporal.namespace, bundle, activities)
  const running = Promise.all(workers.map((worker) => worker.run()))
  const watchers = keepCaWatchers(db, client, logger)
  const imports = keepWantedImports(db, client, logger)
  const loops = startLoops({ db, client, keyRing, settings, log: logger })
  return {
    details: {},
    failed: running,
    stop: async () => {
      stopping.abort()
      await Promise.all([loops.stop(), watchers.stop(), imports.stop()])
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
      await running.catch(() => undefined)
      await exchanges.flush()
      await Promise.allSettled([connection.close(), client.connection.close(), db.close()])
    },
  }
}

function caDeps(parts: {
  settings: ServiceSettings
  logger: Logger
  db: Database
  client: Client
  keyRing: KeyRing
  exchanges: ExchangeLog
  stopping: AbortSignal
}): CaDeps {
  const { settings, logger, db, client, keyRing, exchanges, stopping } = parts
  const clock = () => new Date()
  const preflight = createPreflight({
    dns: settings.dns ?? undefined,
    fileHost: settings.fileHost ?? undefined,
  })
  return {
    db,
    keyRing,
    clock,
    log: logger,
    look: preflight,
    preflight,
    signals: createOrderSignals(client),
    portOf: createPorts({
      db,
      keyRing,
      timeoutMs: settings.certumTimeoutMs,
      exchanges,
      log: logger,
    }),
    caTimeoutMs: settings.certumTimeoutMs,
    stopping,
    watch: { intervalMs: 5_000, recordIntervalMs: 5_000 },
  }
}

/** The workflow worker takes what is quick; calls of a CA have a queue and a worker of their own. */
function createWorkers(
  connection: NativeConnection,
  namespace: string,
  workflowBundle: Awaited<ReturnType<typeof buildWorkflowBundle>>,
  activities: ReturnType<typeof createActivities>,
): Promise<Worker[]> {
  const common = { connection, namespace, shutdownGraceTime: SHUTDOWN_GRACE }
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle,
      activities: { ...activities.records, ...activities.billing },
      maxCachedWorkflows: CACHED_WORKFLOWS,
      // What a killed worker had in its cache is free for another after this, not after the usual ten seconds.
      stickyQueueScheduleToStartTimeout: '3s',
    }),
    Worker.create({
      ...common,
      taskQueue: CA_TASK_QUEUE,
      activities: { ...activities.ca, ...activities.accounts, ...activities.watch },
      maxConcurrentActivityTaskExecutions: CA_ACTIVITIES_AT_ONCE,
    }),
  ])
}

/** The engine's own log lines go where ours go. */
function useLogger(logger: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const
  const log = (level: keyof typeof levels, message: string, meta?: Record<string, unknown>) =>
    logger[levels[level]](meta ?? {}, message)
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => log(level, message, meta),
      trace: (message, meta) => log('TRACE', message, meta),
      debug: (message, meta) => log('DEBUG', message, meta),
      info: (message, meta) => log('INFO', message, meta),
      warn: (message, meta) => log('WARN', message, meta),
      error: (message, meta) => log('ERROR', message, meta),
    },
  })
}
