import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from 'soap'
import { PARTNER_API_PATH, partnerApiWsdl } from '../../../platform/certum-wsdl/wsdl.ts'

export interface TestServer {
  /** Where the partner API is. */
  url: string
  close(): Promise<void>
}

async function started(server: Server, scheme = 'http'): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `${scheme}://127.0.0.1:${port}${PARTNER_API_PATH}`, close }
}

/** A server that answers each POST as told. By default it has no contract to give, so that the shipped one is used. */
export function startRawServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => unknown,
  contract: { status: number; body: string } = { status: 404, body: '' },
): Promise<TestServer> {
  return started(
    createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        if (request.method === 'GET') response.writeHead(contract.status).end(contract.body)
        else answer(request, response, Buffer.concat(chunks).toString('utf8'))
      })
    }),
  )
}

export function startServer(server: Server, scheme?: string): Promise<TestServer> {
  return started(server, scheme)
}

export type Handler = (args: Record<string, unknown>) => unknown

export interface ScriptedCa extends TestServer {
  /** What came in, oldest first: the whole envelope. */
  received: string[]
  /** How often the contract was read. */
  contractReads(): number
}

/** A CA on the real contract whose operations answer as scripted; what is not scripted faults. */
export async function startScriptedCa(script: Record<string, Handler>): Promise<ScriptedCa> {
  let contractReads = 0
  const received: string[] = []
  const server = createServer()
  const { url, close } = await started(server)
  const soap = listen(server, {
    path: PARTNER_API_PATH,
    xml: partnerApiWsdl(url),
    services: { PartnerService: { PartnerServicePort: script } },
  })
  soap.log = (type: string, data: string) => {
    if (type === 'received') received.push(data)
  }
  await new Promise((resolve) => setImmediate(resolve))
  const [service] = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'GET') return service?.call(server, request, response)
    contractReads += 1
    return response.setHeader('content-type', 'text/xml').end(partnerApiWsdl(url))
  })
  return { url, close, received, contractReads: () => contractReads }
}

/** The part every answer begins with. */
export function header(extra: Record<string, unknown> = {}) {
  return { successCode: 0, timestamp: '2026-09-01T10:00:00Z', ...extra }
}

export function refusal(...numbers: number[]) {
  return {
    responseHeader: {
      errors: { Error: numbers.map((errorCode) => ({ errorCode, value: `value of ${errorCode}` })) },
      successCode: 1,
      timestamp: '2026-09-01T10:00:00Z',
    },
  }
}

/** An answer written by hand, for what a library would not send. */
export function envelope(operation: string, inner: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>' +
    `<n:${operation}Response xmlns:n="http://webservice.api.muc.unizeto.pl/">${inner}</n:${operation}Response>` +
    '</S:Body></S:Envelope>'
  )
}

export const OK_HEADER =
  '<responseHeader><successCode>0</successCode><timestamp>2026-09-01T12:00:00.5+02:00</timestamp></responseHeader>'
