import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { type DnsQuestion, type DnsReply, decodeReply, encodeQuestion, SILENCE } from './dns-message.ts'

export interface DnsServer {
  host: string
  port: number
}

/** Lost packets are common; a question is sent again so often within its time. */
const SENDINGS = 2

/**
 * Asks one server one question: over UDP from a port of its own, over TCP where the answer does not fit. Node's own
 * resolver can neither ask without DNSSEC's checks nor tell who is an authority, so this speaks for itself. Never
 * throws; no answer within `timeoutMs` or before `signal` aborts is an outcome.
 */
export async function askDns(
  server: DnsServer,
  question: DnsQuestion,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<DnsReply> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
  if (signal.aborted) return SILENCE
  try {
    const { id, bytes } = encodeQuestion(question)
    const exchange: Exchange = { server, bytes, signal, read: (reply) => decodeReply(reply, id, question) }
    const reply = await overUdp(exchange, options.timeoutMs / SENDINGS)
    return reply?.isTruncated ? await overTcp(exchange) : (reply ?? SILENCE)
  } catch {
    return SILENCE
  }
}

interface Exchange {
  server: DnsServer
  bytes: Buffer
  signal: AbortSignal
  read: (message: Buffer) => DnsReply | null
}

/** The first fitting answer from the server's own address; null where none came. */
function overUdp({ server, bytes, signal, read }: Exchange, resendMs: number): Promise<DnsReply | null> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: isIPv6(server.host) ? 'udp6' : 'udp4', signal })
    let resending: NodeJS.Timeout | undefined
    let isClosed = false
    const end = (reply: DnsReply | null) => {
      clearInterval(resending)
      resolve(reply)
      if (!isClosed) socket.close()
      isClosed = true
    }
    const send = () => socket.send(bytes, () => undefined)
    socket.on('connect', () => {
      send()
      resending = setInterval(send, resendMs)
    })
    socket.on('message', (message) => {
      const reply = read(message)
      if (reply !== null) end(reply)
    })
    socket.on('error', () => end(null))
    // The signal closes it, too.
    socket.on('close', () => {
      isClosed = true
      end(null)
    })
    // A connected socket hears its peer alone.
    socket.connect(server.port, server.host)
  })
}

/** RFC 1035, 4.2.2: a length of two octets before each message. */
async function overTcp({ server, bytes, signal, read }: Exchange): Promise<DnsReply> {
  const socket = connect({ ...server, signal })
  try {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    socket.write(Buffer.concat([length, bytes]))
    let heard = Buffer.alloc(0)
    for await (const chunk of socket) {
      heard = Buffer.concat([heard, Buffer.from(chunk)])
      const end = heard.length < 2 ? Number.POSITIVE_INFINITY : 2 + heard.readUInt16BE(0)
      if (heard.length >= end) return read(heard.subarray(2, end)) ?? SILENCE
    }
    return SILENCE
  } finally {
    socket.destroy()
  }
}
