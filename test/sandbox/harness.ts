import { webcrypto } from 'node:crypto'
import type { TestContext } from 'node:test'
import soap from 'soap'
import { z } from 'zod'
import { Pkcs10CertificateRequestGenerator } from '../../sandbox/ca/x509.ts'
import { type CoreOptions, openCore, type SandboxCore } from '../../sandbox/core/core.ts'
import type { OrderRequest } from '../../sandbox/core/requests.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts'

/** A sandbox on free ports, stopped when the test ends. */
export async function sandboxFor(t: TestContext, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    httpPort: 0,
    dnsPort: 0,
    smtpPort: 0,
    databaseFile: ':memory:',
    ...options,
  })
  t.after(() => sandbox.stop())
  return sandbox
}

/** A clock that stands still until it is moved. */
export interface TestClock {
  now(): Date
  advance(ms: number): void
}

export function testClock(start = '2026-06-01T12:00:00Z'): TestClock {
  let at = Date.parse(start)
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms
    },
  }
}

/** The CA's core without a network, closed when the test ends. */
export async function coreFor(t: TestContext, options: Partial<CoreOptions> = {}): Promise<SandboxCore> {
  const core = await openCore({ databaseFile: ':memory:', ...options })
  t.after(() => core.close())
  return core
}

/** A fresh P-256 key's CSR; the subject says nothing but the common name unless told otherwise. */
export async function newCsr(subject = 'CN=example.test'): Promise<string> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return csr.toString('pem')
}

/** An RSA CSR of a given size. */
export async function newRsaCsr(bits: number, subject = 'CN=example.test'): Promise<string> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: bits,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: algorithm,
  })
  return csr.toString('pem')
}

/** A good DV order for `example.test`, with what the test changes in it. */
export async function dvOrder(changes: Partial<OrderRequest> = {}): Promise<OrderRequest> {
  const names = changes.names ?? ['example.test']
  return {
    names,
    approver: { method: 'DNS_TXT_PREFIX' },
    ...changes,
    parameters: {
      csr: await newCsr(`CN=${names[0] ?? 'example.test'}`),
      customer: 'customer-1',
      productCode: '601',
      ...changes.parameters,
    },
  }
}

/** Whatever an answer holds: tests look into it by path. */
const answerSchema = z.record(z.string(), z.unknown())
type Answer = z.infer<typeof answerSchema>

export interface SoapCaller {
  /** Calls an operation with good credentials; gives the answer and its XML. */
  call(operation: string, body?: object): Promise<{ answer: Answer; xml: string }>
}

/** A client made from the sandbox's own WSDL. */
export async function soapCaller(
  sandbox: Pick<Sandbox, 'soapUrl' | 'userName' | 'password'>,
  credentials: { userName?: string; password?: string } = {},
): Promise<SoapCaller> {
  const client = await soap.createClientAsync(sandbox.soapUrl, { disableCache: true })
  const authToken = {
    password: credentials.password ?? sandbox.password,
    userName: credentials.userName ?? sandbox.userName,
  }
  return {
    call: async (operation, body = {}) => {
      const method: unknown = client[`${operation}Async`]
      if (typeof method !== 'function') throw new Error(`no operation ${operation}`)
      const result: unknown = await method.call(client, { requestHeader: { authToken }, ...body })
      const [answer, xml] = z.tuple([answerSchema, z.string()]).rest(z.unknown()).parse(result)
      return { answer, xml }
    },
  }
}

/** The value at a dotted path of an answer. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    const holder = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).safeParse(inner).data
    if (holder === undefined) return undefined
    return Array.isArray(holder) ? holder[Number(key)] : holder[key]
  }, value)
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path)
  return z.string({ error: `no text at ${path}` }).parse(found)
}

/** Calls the side door. */
export async function door(
  sandbox: Pick<Sandbox, 'url'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : JSON.parse(text) }
}

/** Waits until `look` gives something, at most `timeoutMs`. */
export async function eventually<T>(look: () => Promise<T | undefined>, timeoutMs = 5_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error('it did not come about in time')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
