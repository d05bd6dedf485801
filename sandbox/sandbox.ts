import { setInterval } from 'node:timers'
import express, { type Express } from 'express'
import { PARTNER_API_PATH } from '../platform/certum-wsdl/wsdl.ts'
import { billingRoutes } from './billing/routes.ts'
import { caRoutes } from './ca/routes.ts'
import { approvalPages } from './console/approval-pages.ts'
import { consolePages } from './console/pages.ts'
import { openCore, type SandboxCore } from './core/core.ts'
import { openDatabase } from './core/database.ts'
import { networkLookups } from './dns/network-lookups.ts'
import { startDnsServer } from './dns/server.ts'
import { fileHost } from './http/file-host.ts'
import { isLoopback, refuseForeignPages } from './http/guard.ts'
import { openHttpServer } from './http/server.ts'
import { startSmtpServer } from './mail/smtp-server.ts'
import type { Sandbox, SandboxOptions } from './options.ts'
import { sideDoor } from './side-door/routes.ts'
import { soapEndpoint } from './soap/endpoint.ts'
import { createSoapLog } from './soap/log.ts'
import { createSoapService } from './soap/service.ts'

export type { Sandbox, SandboxOptions } from './options.ts'

/** How often the sandbox catches up with its clock by itself. */
const TICK_MS = 100

/**
 * Starts a whole Certum on this machine: partner API, CA, DNS, web server for files, mailbox, console. Its state is one
 * SQLite file; started again on it, everything is as it was.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host } = options
  if (!isLoopback(host)) throw new Error(`the sandbox listens on loopback addresses only, not on ${host}`)
  const started: (() => Promise<void>)[] = []
  try {
    return await startParts(options, started)
  } catch (error) {
    await stopAll(started)
    throw error
  }
}

async function startParts(options: SandboxOptions, started: (() => Promise<void>)[]): Promise<Sandbox> {
  const { host } = options
  const http = await openHttpServer(host, options.httpPort)
  started.push(http.stop)
  const database = openDatabase(options.databaseFile)
  const dns = await startDnsServer(database, host, options.dnsPort)
  started.push(dns.stop)
  const url = `http://${host}:${http.port}`
  const addresses = { dns: `${host}:${dns.port}`, fileHost: `${host}:${http.port}` }
  const core = await openCore({ ...options, database, publicUrl: url, lookups: networkLookups(addresses) })
  started.unshift(core.close)
  dns.obey(core.context.behaviour)
  const smtp = await startSmtpServer(core, host, options.smtpPort)
  started.push(smtp.stop)
  const soapUrl = `${url}${PARTNER_API_PATH}`
  http.serve(await buildApp(core, soapUrl, addresses))
  started.push(startTicking(core))
  const sandbox = {
    url,
    soapUrl,
    ...addresses,
    smtp: `smtp://${host}:${smtp.port}`,
    ...core.context.account,
    stop: () => stopAll(started),
  }
  return Object.defineProperty({ ...sandbox, core }, 'core', { enumerable: false })
}

/** Last started, first stopped; the store goes last of all. */
async function stopAll(started: (() => Promise<void>)[]): Promise<void> {
  for (const stop of started.splice(0).reverse()) await stop()
}

async function buildApp(core: SandboxCore, soapUrl: string, addresses: { dns: string }): Promise<Express> {
  const soapLog = createSoapLog()
  const app = express()
  app.disable('x-powered-by')
  app.use(fileHost(core))
  app.use(refuseForeignPages)
  app.use(soapEndpoint(core, await createSoapService(core, soapUrl), soapLog, soapUrl))
  app.use(caRoutes(core))
  app.use(approvalPages(core))
  app.use(billingRoutes(core))
  app.use(consolePages(core, addresses, soapLog))
  app.use(sideDoor(core, soapLog))
  return app
}

/** Catches up with the clock while nobody asks, so that pages and lists are true when they are looked at. */
function startTicking(core: SandboxCore): () => Promise<void> {
  const timer = setInterval(() => {
    core.run(() => undefined).catch(() => undefined)
  }, TICK_MS)
  timer.unref()
  return async () => clearInterval(timer)
}
