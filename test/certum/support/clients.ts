import type { TestContext } from 'node:test'
import type { CallOptions, CertumExchange } from '../../../activities/ca/certum/call.ts'
import { type CertumClient, createCertumClient } from '../../../activities/ca/certum/client.ts'
import { CertumFailure } from '../../../activities/ca/certum/failures.ts'
import { envelope, type Handler, type ScriptedCa, startRawServer, startScriptedCa } from './servers.ts'

export const USER = 'reseller'
export const PASSWORD = 'p&ss <word> "quoted" \'n\' ]]> zażółć'

export function clientOf(url: string, options: Partial<CallOptions> = {}): CertumClient {
  return createCertumClient({ url, userName: USER, password: PASSWORD, timeoutMs: 5_000, ...options })
}

/** A client and the scripted CA it talks to; the server is closed with the test. */
export async function scripted(
  t: TestContext,
  script: Record<string, Handler>,
): Promise<{ ca: ScriptedCa; client: CertumClient; exchanges: CertumExchange[] }> {
  const ca = await startScriptedCa(script)
  t.after(ca.close)
  const exchanges: CertumExchange[] = []
  return { ca, client: clientOf(ca.url, { log: (exchange) => exchanges.push(exchange) }), exchanges }
}

/** A client whose every call is answered with this content of the answer element. */
export async function answering(t: TestContext, operation: string, inner: string): Promise<CertumClient> {
  const server = await startRawServer((_request, response) => response.end(envelope(operation, inner)))
  t.after(server.close)
  return clientOf(server.url)
}

/** The failure a call ends with; a call that succeeds, or fails otherwise, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<CertumFailure> {
  try {
    await call
  } catch (error) {
    if (error instanceof CertumFailure) return error
    throw error
  }
  throw new Error('the call succeeded')
}
