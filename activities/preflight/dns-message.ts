import { Packet } from 'dns2'

export const DNS_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'NS', 'SOA', 'TXT'] as const
export type DnsType = (typeof DNS_TYPES)[number]

export interface DnsQuestion {
  name: string
  type: DnsType
  /** Off when a zone's own server is asked, which looks nothing up for others. */
  isRecursive: boolean
  /** With it a validating resolver hands out also what fails DNSSEC (RFC 4035, 3.2.2). */
  isUnchecked: boolean
}

/** A record of the answer. `data` is a TXT record's whole text, an address, or a name in lower case without final dot. */
export type DnsRecord =
  | { owner: string; type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT'; data: string }
  | { owner: string; type: 'CAA'; flags: number; tag: string; value: string }

const RCODES = new Map<number, 'NOERROR' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED'>([
  [Packet.RCODE.NOERROR, 'NOERROR'],
  [Packet.RCODE.SERVFAIL, 'SERVFAIL'],
  [Packet.RCODE.NXDOMAIN, 'NXDOMAIN'],
  [Packet.RCODE.REFUSED, 'REFUSED'],
])

/** `SILENT`: nobody answered in time, or nothing that can be read. */
export type DnsOutcome = 'NOERROR' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' | 'OTHER' | 'SILENT'

export interface DnsReply {
  outcome: DnsOutcome
  isAuthoritative: boolean
  isTruncated: boolean
  records: readonly DnsRecord[]
}

export const SILENCE: DnsReply = {
  outcome: 'SILENT',
  isAuthoritative: false,
  isTruncated: false,
  records: [],
}

/** Fits every path without fragments (RFC 9715); what is longer comes over TCP. */
const UDP_PAYLOAD_BYTES = 1_232

/** A name as names are compared: lower case, without the final dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/**
 * The message that asks a question, under a random id.
 * @throws where the name is too long to be asked for
 */
export function encodeQuestion(question: DnsQuestion): { id: number; bytes: Buffer } {
  const id = Packet.uuid()
  const rd: 0 | 1 = question.isRecursive ? 1 : 0
  // The packet's types know nothing of this flag, its encoder does.
  const flags = { id, rd, cd: question.isUnchecked ? 1 : 0 }
  const packet = new Packet()
  packet.header = new Packet.Header(flags)
  packet.questions.push(new Packet.Question(question.name, Packet.TYPE[question.type], Packet.CLASS.IN))
  packet.additionals.push(Packet.Resource.EDNS([], { udpPayloadSize: UDP_PAYLOAD_BYTES }))
  return { id, bytes: packet.toBuffer() }
}

/** Reads a message, or gives null where it is no answer to just this question: anybody can send us something. */
export function decodeReply(message: Buffer, id: number, question: DnsQuestion): DnsReply | null {
  const packet = parsed(message)
  if (packet === null || packet.header.id !== id || packet.header.qr !== 1) return null
  const [asked, ...more] = packet.questions
  const isOurs =
    more.length === 0 &&
    asked?.type === Packet.TYPE[question.type] &&
    asked.class === Packet.CLASS.IN &&
    plainName(asked.name) === plainName(question.name)
  if (!isOurs) return null
  const isWhole = packet.errors.every(({ recovered }) => recovered)
  return {
    outcome: isWhole ? (RCODES.get(packet.header.rcode) ?? 'OTHER') : 'OTHER',
    isAuthoritative: packet.header.aa === 1,
    isTruncated: packet.header.tc === 1,
    records: packet.answers.flatMap((resource) => recordOf(resource) ?? []),
  }
}

function parsed(message: Buffer): Packet | null {
  try {
    return Packet.parse(message)
  } catch {
    return null
  }
}

function recordOf(resource: Packet['answers'][number]): DnsRecord | null {
  const owner = plainName(resource.name)
  switch (resource.type) {
    case Packet.TYPE.TXT:
      return { owner, type: 'TXT', data: wholeText(resource.data) }
    case Packet.TYPE.CNAME:
      return { owner, type: 'CNAME', data: plainName(resource.domain ?? '') }
    case Packet.TYPE.NS:
      return { owner, type: 'NS', data: plainName(resource.ns ?? '') }
    case Packet.TYPE.SOA:
      return { owner, type: 'SOA', data: plainName(resource.primary ?? '') }
    case Packet.TYPE.A:
      return { owner, type: 'A', data: resource.address ?? '' }
    case Packet.TYPE.AAAA:
      return { owner, type: 'AAAA', data: resource.address ?? '' }
    case Packet.TYPE.CAA: {
      const { flags = 0, tag = '', value = '' } = resource
      return { owner, type: 'CAA', flags, tag: tag.toLowerCase(), value }
    }
    default:
      return null
  }
}

/** A TXT record may be cut into strings of 255 octets; they are one text (RFC 7208, 3.3). */
function wholeText(data: string | string[] | Buffer | undefined): string {
  return Array.isArray(data) ? data.join('') : String(data ?? '')
}
