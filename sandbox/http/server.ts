import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

interface HttpServer {
  port: number
  /** From now on requests are answered. */
  serve(app: Express): void
  stop(): Promise<void>
}

/** Takes the port first (0 picks a free one): certificates and links must know it before there is anything to serve. */
export async function openHttpServer(host: string, port: number): Promise<HttpServer> {
  const server: Server = createServer()
  const bound = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port for HTTP'))
      else resolve(address.port)
    })
  })
  return {
    port: bound,
    serve: (app) => {
      server.on('request', app)
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
