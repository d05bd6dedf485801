import assert from 'node:assert/strict'
import { makeCsr } from './openssl.ts'
import type { Order, Rest, Verification } from './rest.ts'
import type { SandboxDoor } from './sandbox-door.ts'
import { until } from './until.ts'

let count = 0
const run = Date.now().toString(36)

/** A reference and a domain that no other order of any test has. */
export function fresh(): { reference: string; domain: string } {
  count += 1
  return { reference: `e2e-${run}-${count}`, domain: `shop${count}-${run}.example.com` }
}

/** People whose data must never be found in a history. */
export const PLANTED = {
  firstName: 'Zdzisława',
  lastName: 'Brzęczyszczykiewicz',
  email: 'planted.person@customer-planted.com',
  phone: '+48 600 700 801',
} as const

export function newOrder(
  reference: string,
  more: Record<string, unknown> = {},
  language: 'pl' | 'en' = 'pl',
) {
  const customer = { reference: `c-${reference}`, ...PLANTED, country: 'PL', language }
  return { reference, product: '601', customer, term: { period: 'P1Y', recurring: true }, ...more }
}

export function configuration(domain: string, csr = makeCsr(domain).csr) {
  return { csr, names: [domain], verification: { method: 'DNS_TXT_PREFIX' }, contact: { ...PLANTED } }
}

export async function startOrder(
  rest: Rest,
  reference: string,
  more: Record<string, unknown> = {},
  language: 'pl' | 'en' = 'pl',
): Promise<Order> {
  const answer = await rest('POST', '/orders', newOrder(reference, more, language))
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

export async function orderOf(rest: Rest, id: string): Promise<Order> {
  return (await rest('GET', `/orders/${id}`)).body
}

export function untilState(rest: Rest, id: string, state: string, timeoutMs = 60_000): Promise<Order> {
  return until(
    `order ${id} is ${state}`,
    async () => {
      const order = await orderOf(rest, id).catch(() => null)
      return order?.state === state ? order : null
    },
    { timeoutMs, everyMs: 300 },
  )
}

/** Publishes what the order's verification asks for in the sandbox's DNS. */
export async function publishProof(rest: Rest, sandbox: SandboxDoor, id: string): Promise<void> {
  const verification = await until('the code is known', async () => {
    const { status, body } = await rest<Verification>('GET', `/orders/${id}/verification`)
    return status === 200 && body.instructions.length > 0 ? body : null
  })
  await publish(sandbox, verification)
}

/** Publishes what is asked for by now, if anything is. */
export async function publish(sandbox: SandboxDoor, { instructions }: Verification): Promise<void> {
  for (const { host, recordType, value } of instructions) {
    if (host !== undefined && recordType !== undefined && value !== undefined) {
      await sandbox.publish(host, recordType, [value])
    }
  }
}
