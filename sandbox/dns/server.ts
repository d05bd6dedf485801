import type { Socket as UdpSocket } from 'node:dgram'
import type { AddressInfo, Server } from 'node:net'
import { createTCPServer, createUDPServer, Packet } from 'dns2'
import { z } from 'zod'
import type { Behaviour } from '../core/behaviour.ts'
import type { Database } from '../core/database.ts'
import { parseCaa } from './caa.ts'
import { type Answer, isBogus, lookup, type Presence, zoneOf } from './zone.ts'

type Denial = Behaviour['dnsDenial']

interface DnsServer {
  port: number
  /** From now on nothing is denied in another way than these switches say. */
  obey(behaviour: Pick<Behaviour, 'dnsDenial'>): void
  stop(): Promise<void>
}

/** Records change from one moment to the next here, so nobody should keep them. */
const TTL_SECONDS = 1
const ATTEMPTS = 20

type Resource = InstanceType<typeof Packet.Resource>
type Request = InstanceType<typeof Packet>

/** Serves the sandbox's records over UDP and TCP on one port; 0 picks a free one. */
export async function startDnsServer(database: Database, host: string, port: number): Promise<DnsServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listen(database, host, port)
    } catch (error) {
      if (port !== 0 || attempt === ATTEMPTS) throw error
    }
  }
}

async function listen(database: Database, host: string, port: number): Promise<DnsServer> {
  let behaviour: Pick<Behaviour, 'dnsDenial'> = { dnsDenial: 'exact' }
  const handle = (request: Request, send: (response: Request) => unknown) => {
    send(answer(database, request, behaviour.dnsDenial))
  }
  const tcp = createTCPServer(handle)
  const bound = await listenTcp(tcp, host, port)
  const udp = createUDPServer(handle)
  try {
    await bindUdp(udp, host, bound)
  } catch (error) {
    tcp.close()
    throw error
  }
  return {
    port: bound,
    obey: (switches) => {
      behaviour = switches
    },
    stop: () => stop(tcp, udp),
  }
}

function listenTcp(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no TCP port for DNS'))
      else resolve(address.port)
    })
  })
}

function bindUdp(socket: UdpSocket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
}

async function stop(tcp: Server, udp: UdpSocket): Promise<void> {
  await Promise.all([
    new Promise<void>((resolve) => {
      tcp.close(() => resolve())
    }),
    new Promise<void>((resolve) => {
      udp.close(() => resolve())
    }),
  ])
}

/** Builds the answer to one question: records, or NODATA or NXDOMAIN with the zone's SOA (RFC 2308). */
function answer(database: Database, request: Request, denial: Denial): Request {
  const response = Packet.createResponseFromRequest(request)
  const question = request.questions[0]
  if (request.additionals.some((extra) => extra.type === Packet.TYPE.EDNS)) {
    response.additionals.push(Packet.Resource.EDNS([]))
  }
  if (question === undefined || request.header.opcode !== 0) {
    response.header.rcode = Packet.RCODE.NOTIMP
    return response
  }
  const name = question.name.toLowerCase()
  if (isBogus(database, name) && !isUnchecked(request)) {
    response.header.rcode = Packet.RCODE.SERVFAIL
    return response
  }
  response.header.aa = 1
  const type = Packet.TYPE_NAME[question.type] ?? ''
  const { answers, presence } = lookup(database, name, type)
  if (presence === 'endless') {
    response.header.rcode = Packet.RCODE.SERVFAIL
    return response
  }
  response.answers.push(...answers.flatMap(resourceOf))
  if (type === 'SOA' && presence !== 'nothing' && zoneOf(name) === name) {
    response.answers.push(soa(name))
  } else if (!answers.some((record) => record.type === type)) {
    response.header.rcode = isDenied(presence, denial) ? Packet.RCODE.NXDOMAIN : Packet.RCODE.NOERROR
    response.authorities.push(soa(zoneOf(answers.at(-1)?.value ?? name)))
  }
  return response
}

/** Whether a name without an answer is said not to exist at all. */
function isDenied(presence: Presence, denial: Denial): boolean {
  switch (denial) {
    case 'exact':
      return presence === 'nothing'
    case 'nxdomain':
      return presence !== 'records'
    case 'nodata':
      return false
  }
}

const checking = z.object({ cd: z.number() })

/** Asked so, a validating resolver hands out also what fails DNSSEC (RFC 4035, 3.2.2). The packet's types lack the flag. */
function isUnchecked({ header }: Request): boolean {
  return checking.safeParse(header).data?.cd === 1
}

function resourceOf(record: Answer): Resource[] {
  const shared = { name: record.name, class: Packet.CLASS.IN, ttl: TTL_SECONDS }
  switch (record.type) {
    case 'TXT':
      return [new Packet.Resource({ ...shared, type: Packet.TYPE.TXT, data: characterStrings(record.value) })]
    case 'CNAME':
      return [new Packet.Resource({ ...shared, type: Packet.TYPE.CNAME, domain: record.value })]
    case 'A':
      return [new Packet.Resource({ ...shared, type: Packet.TYPE.A, address: record.value })]
    case 'CAA': {
      const { flags, tag, value } = parseCaa(record.value) ?? { flags: 0, tag: 'issue', value: ';' }
      return [new Packet.Resource({ ...shared, type: Packet.TYPE.CAA, flags, tag, value })]
    }
    case 'NS':
      return [new Packet.Resource({ ...shared, type: Packet.TYPE.NS, ns: record.value })]
    case 'DNSSEC':
      return []
  }
}

/** A TXT record is made of strings of at most 255 octets; 60 characters never need more. */
function characterStrings(text: string): string[] {
  return text.match(/[\s\S]{1,60}/g) ?? ['']
}

function soa(zone: string): Resource {
  return new Packet.Resource({
    name: zone,
    type: Packet.TYPE.SOA,
    class: Packet.CLASS.IN,
    ttl: TTL_SECONDS,
    primary: 'ns.sandbox.test',
    admin: 'hostmaster.sandbox.test',
    serial: Math.floor(Date.now() / 1000),
    refresh: 60,
    retry: 60,
    expiration: 3600,
    minimum: TTL_SECONDS,
  })
}
