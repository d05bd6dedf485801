import type { TestContext } from 'node:test'
import { createCertumPort } from '../../../activities/ca/certum/certum-port.ts'
import { createCertumClient } from '../../../activities/ca/certum/client.ts'
import { CaRefusal } from '../../../activities/ca/errors.ts'
import type {
  CaCertificate,
  CaOrderDetail,
  CaOrderRequest,
  CaPort,
  DomainControl,
} from '../../../activities/ca/port.ts'
import type { Sandbox } from '../../../sandbox/sandbox.ts'
import { door, newCsr, sandboxFor } from '../../sandbox/harness.ts'
import { ORDER } from './orders.ts'

const QUICK = { checkMs: 20, acceptMs: 20, issueMs: 20, revokeMs: 200, holdMs: 2_000 }

/** A port on a sandbox of its own. `advance` moves the sandbox's clock, which runs on meanwhile. */
export async function portTo(
  t: TestContext,
  account: { password?: string; timeoutMs?: number } = {},
): Promise<{ sandbox: Sandbox; port: CaPort; advance: (ms: number) => void }> {
  let ahead = 0
  const sandbox = await sandboxFor(t, { behaviour: QUICK, clock: () => new Date(Date.now() + ahead) })
  const advance = (ms: number) => {
    ahead += ms
  }
  const { soapUrl: url, userName } = sandbox
  const password = account.password ?? sandbox.password
  const timeoutMs = account.timeoutMs ?? 5_000
  const port = createCertumPort(createCertumClient({ url, userName, password, timeoutMs }))
  return { sandbox, port, advance }
}

export async function orderOf(changes: Partial<CaOrderRequest> = {}): Promise<CaOrderRequest> {
  return { ...ORDER, csr: await newCsr('CN=example.test'), names: ['example.test'], ...changes }
}

export async function readUntil(
  port: CaPort,
  caOrderId: string,
  isThere: (detail: CaOrderDetail) => boolean,
): Promise<CaOrderDetail> {
  for (let look = 0; look < 200; look += 1) {
    const detail = await port.readOrder(caOrderId)
    if (isThere(detail)) return detail
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('the order never got there')
}

/** Publishes a code for all its names and has the CA look. */
export async function prove(sandbox: Sandbox, port: CaPort, control: DomainControl | null): Promise<void> {
  if (control === null) throw new Error('there is no code to publish')
  for (const name of control.names)
    await door(sandbox, 'PUT', `/dns/_certum.${name}/TXT`, { values: [control.code] })
  await port.startControlCheck(control.code)
}

/** Orders, proves and waits: the certificate, without its chain. */
export async function issued(sandbox: Sandbox, port: CaPort, order: CaOrderRequest): Promise<CaCertificate> {
  const { control } = await port.placeOrder(order)
  await prove(sandbox, port, control)
  const { certificates } = await readUntil(port, order.caOrderId, (detail) => detail.certificates.length > 0)
  const [certificate] = certificates
  if (certificate === undefined) throw new Error('no certificate')
  return certificate
}

export function isRefusedAs(code: string) {
  return (error: unknown) =>
    error instanceof CaRefusal && error.problems.some((problem) => problem.code === code)
}
