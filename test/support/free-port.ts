import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** A TCP port on loopback that nobody uses now, out of those that no outgoing connection is given. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const port = randomInt(20_000, 32_768)
    const server = createServer().once('error', () => resolve(freePort()))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)))
  })
}
