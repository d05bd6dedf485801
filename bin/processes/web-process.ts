import { createServer } from 'node:http'
import type { Logger } from '../../platform/logger.ts'
import type { ServiceSettings } from '../../platform/settings.ts'
import type { RunningService } from './run-service.ts'

/** Serves the pages and the API. */
export async function webProcess(settings: ServiceSettings, logger: Logger): Promise<RunningService> {
  logger.debug({ port: settings.port }, 'starting')
  const server = createServer((_request, response) => response.end('Certloom\n'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  const address = server.address()
  return {
    details: { port: typeof address === 'object' ? address?.port : settings.port },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
