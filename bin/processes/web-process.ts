import { createServer, type Server } from 'node:http'
import express from 'express'
import { createApiRouter } from '../../api/server.ts'
import { createServices, createTemporalGateway, type ServiceDeps } from '../../api/services/services.ts'
import type { CaMode } from '../../domain/product.ts'
import { startAlarms } from '../../loops/alarms/alarms.ts'
import { createMailTransport } from '../../loops/mail-transport.ts'
import type { Logger } from '../../platform/logger.ts'
import { createKeyRing } from '../../platform/secrets.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import { type Database, openDatabase } from '../../store/database.ts'
import { createWebRouter } from '../../web/server.ts'
import { createSessionStore } from '../../web/session.ts'
import type { RunningService } from './run-service.ts'
import { connectClient } from './temporal.ts'

/** How long somebody waits for what a command came to before the answer is 202 (public contract). */
const COMMAND_WAIT_MS = 15_000
/** An engine that is slower than that is as good as away. */
const ENGINE_TIMEOUT_MS = 5_000

interface Closable {
  close(): Promise<void>
}

/** Serves the pages and the API. */
export async function webProcess(settings: ServiceSettings, logger: Logger): Promise<RunningService> {
  const db = await openDatabase(settings.databaseUrl)
  const sessions = createSessionStore(settings.databaseUrl, logger)
  const connections: Closable[] = []
  const deps = serviceDeps(settings, logger, db, connections)
  const services = createServices(deps)
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', settings.trustProxy)
  app.use(
    createApiRouter(services, deps, {
      publicUrl: settings.publicUrl,
      requestsPerSecond: settings.apiRequestsPerSecond,
    }),
  )
  app.use(
    await createWebRouter(services, {
      publicUrl: settings.publicUrl,
      caMode: caModeOf(settings),
      sessionSecrets: deps.keyRing.deriveAll('session').map((key) => key.toString('hex')),
      sessionStore: sessions.store,
      log: logger,
    }),
  )
  const alarms = startAlarms({
    db,
    isEngineUp: () => deps.temporal.isUp(ENGINE_TIMEOUT_MS),
    clock: deps.clock,
    transport: createMailTransport(settings.smtpUrl),
    from: settings.mailFrom,
    publicUrl: settings.publicUrl,
    ...settings.alarms,
    log: logger,
  })
  const server = createServer(app)
  await listen(server, settings)
  const address = server.address()
  return {
    details: { port: typeof address === 'object' ? address?.port : settings.port },
    stop: async () => {
      await close(server)
      await alarms.stop()
      await Promise.allSettled([
        sessions.close(),
        db.close(),
        ...connections.map((connection) => connection.close()),
      ])
    },
  }
}

function serviceDeps(
  settings: ServiceSettings,
  logger: Logger,
  db: Database,
  connections: Closable[],
): ServiceDeps {
  // A connection that fails is the gateway's to deal with: nothing else may wait for it.
  const connect = async () => {
    const client = await connectClient(settings.temporal)
    connections.push(client.connection)
    return client
  }
  return {
    db,
    temporal: createTemporalGateway(connect),
    keyRing: createKeyRing(settings.secret, [...settings.previousSecrets]),
    clock: () => new Date(),
    settings: {
      publicUrl: settings.publicUrl,
      commandWaitMs: COMMAND_WAIT_MS,
      temporalUiUrl: settings.temporal.uiUrl,
      temporalNamespace: settings.temporal.namespace,
      innerWebhooks: caModeOf(settings) === 'sandbox',
    },
    log: logger,
  }
}

/** Without an account in the settings the CA is the sandbox. */
function caModeOf(settings: ServiceSettings): CaMode {
  return settings.certum?.mode ?? 'sandbox'
}

function listen(server: Server, { host, port }: ServiceSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 3_000).unref()
  })
}
