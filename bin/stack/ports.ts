import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { z } from 'zod'
import { readJson, writePrivateJson } from './private-json.ts'

/** The ports of the embedded parts where nothing stands in their way. */
export const DEFAULT_PORTS = {
  web: 3000,
  sandbox: 3010,
  sandboxDns: 3053,
  sandboxSmtp: 3025,
  temporal: 7233,
  temporalUi: 8233,
  postgres: 5433,
} as const
export type PortName = keyof typeof DEFAULT_PORTS
export type Ports = Record<PortName, number>
export const PORT_NAMES = Object.keys(DEFAULT_PORTS) as PortName[]

const rememberedSchema = z.record(z.string(), z.object({ wanted: z.int(), port: z.int() }))

/** Binds a TCP port for a moment. Gives its number (a free one for 0), or null where it is taken. */
function tryTcp(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null))
    })
  })
}

function isUdpFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}

/** The port itself where it is free for TCP (and, for DNS, UDP); for 0 any free one; else null. */
async function claim(host: string, port: number, name: PortName): Promise<number | null> {
  const claimed = await tryTcp(host, port)
  if (claimed === null || name !== 'sandboxDns') return claimed
  return (await isUdpFree(host, claimed)) ? claimed : null
}

/** Below what systems give to outgoing connections: one of those could take the port before its part listens. */
const QUIET_PORTS = { from: 20_000, to: 32_768 } as const
const QUIET_ATTEMPTS = 40

async function anyFree(host: string, name: PortName, taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const wanted = attempt < QUIET_ATTEMPTS ? randomInt(QUIET_PORTS.from, QUIET_PORTS.to) : 0
    const port = await claim(host, wanted, name)
    if (port !== null && !taken.has(port)) return port
  }
  throw new Error(`no free port for ${name} on ${host}`)
}

async function firstFree(
  host: string,
  first: number,
  name: PortName,
  taken: ReadonlySet<number>,
): Promise<number> {
  for (let port = first; port < Math.min(first + 200, 65_536); port += 1) {
    const free = taken.has(port) ? null : await claim(host, port, name)
    if (free !== null) return free
  }
  return anyFree(host, name, taken)
}

/**
 * Chooses a port for each part: the one of the last start where it is still wanted and free, else the wanted one, else
 * the next free one; with `webPort` 0 any free one. Remembers them in `file`, as links and settings elsewhere name them.
 */
export async function choosePorts(
  file: string,
  wanted: { host: string; webPort: number },
  names: readonly PortName[] = PORT_NAMES,
): Promise<Ports> {
  const read = rememberedSchema.safeParse(readJson(file))
  const remembered = read.success ? read.data : {}
  const ports: Ports = { ...DEFAULT_PORTS }
  const taken = new Set<number>()
  for (const name of names) {
    const host = name === 'web' ? wanted.host : '127.0.0.1'
    const first = wanted.webPort === 0 ? 0 : name === 'web' ? wanted.webPort : DEFAULT_PORTS[name]
    const before = remembered[name]?.wanted === first ? remembered[name].port : null
    const again = before === null || taken.has(before) ? null : await claim(host, before, name)
    ports[name] =
      again ?? (first === 0 ? await anyFree(host, name, taken) : await firstFree(host, first, name, taken))
    taken.add(ports[name])
    remembered[name] = { wanted: first, port: ports[name] }
  }
  writePrivateJson(file, remembered)
  return ports
}
