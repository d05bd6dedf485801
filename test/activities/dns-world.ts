import type { Socket } from 'node:dgram'
import type { TestContext } from 'node:test'
import { createTCPServer, createUDPServer, Packet } from 'dns2'

/** What a small server says to one question. */
export interface Said {
  rcode?: number
  /** Off for a server that does not know the zone. */
  isAuthority?: boolean
  records?: readonly (readonly [name: string, type: RecordType, data: string])[]
}
type RecordType = 'A' | 'AAAA' | 'CNAME' | 'NS' | 'TXT' | 'SOA'

export interface Asked {
  name: string
  type: string
  isUnchecked: boolean
  isRecursive: boolean
}

/** Answers, or (null) says nothing. */
export type Voice = (asked: Asked) => Said | null

function resource(name: string, type: RecordType, data: string) {
  const shared = { name, type: Packet.TYPE[type], class: Packet.CLASS.IN, ttl: 1 }
  switch (type) {
    case 'A':
    case 'AAAA':
      return new Packet.Resource({ ...shared, address: data })
    case 'NS':
      return new Packet.Resource({ ...shared, ns: data })
    case 'CNAME':
      return new Packet.Resource({ ...shared, domain: data })
    case 'TXT':
      return new Packet.Resource({ ...shared, data: data.match(/.{1,200}/gs) ?? [''] })
    case 'SOA':
      return new Packet.Resource({ ...shared, primary: data, admin: data, serial: 1, refresh: 1, retry: 1 })
  }
}

function answerOf(request: Packet, said: Said): Packet {
  const response = Packet.createResponseFromRequest(request)
  response.header.rcode = said.rcode ?? Packet.RCODE.NOERROR
  response.header.aa = said.isAuthority === false ? 0 : 1
  response.answers.push(...(said.records ?? []).map(([name, type, data]) => resource(name, type, data)))
  return response
}

function askedOf({ header, questions }: Packet): Asked {
  const [question] = questions
  return {
    name: question?.name.toLowerCase() ?? '',
    type: Packet.typeName(question?.type ?? 0),
    isUnchecked: 'cd' in header && header.cd === 1,
    isRecursive: header.rd === 1,
  }
}

function listenUdp(socket: Socket, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => resolve(socket.address().port))
  })
}

/** A name server of somebody's over UDP, that ends with the test. Port 0 picks a free one. */
export async function nameServer(
  t: TestContext,
  voice: Voice,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<{ host: string; port: number; asked: Asked[] }> {
  const asked: Asked[] = []
  const socket = createUDPServer((request, send) => {
    asked.push(askedOf(request))
    const said = voice(askedOf(request))
    if (said !== null) void send(answerOf(request, said))
  })
  t.after(() => socket.close())
  return { host, port: await listenUdp(socket, host, port), asked }
}

/** Answers over TCP at an address and port that UDP is answered at, too. */
export async function nameServerOverTcp(
  t: TestContext,
  voice: Voice,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const server = createTCPServer((request, send) => {
    const said = voice(askedOf(request))
    if (said !== null) void send(answerOf(request, said))
  })
  t.after(() => server.close())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve())
  })
}

/** Several servers at addresses of this machine, all on one port, as name servers of the internet are. */
export async function nameServers(
  t: TestContext,
  voices: Readonly<Record<string, Voice>>,
): Promise<{ port: number; asked: Record<string, Asked[]> }> {
  for (let attempt = 1; ; attempt += 1) {
    const started: [string, Asked[]][] = []
    try {
      let port = 0
      for (const [host, voice] of Object.entries(voices)) {
        const server = await nameServer(t, voice, { host, port })
        port = server.port
        started.push([host, server.asked])
      }
      return { port, asked: Object.fromEntries(started) }
    } catch (error) {
      if (attempt === 20) throw error
    }
  }
}
