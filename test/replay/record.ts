import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { findTemporalCli } from '../../bin/stack/temporal-cli.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { startHandCa } from '../end-to-end/support/hand-ca.ts'
import { Client, type SoldProduct } from '../end-to-end/support/kinds.ts'
import {
  configuration,
  fresh,
  publishProof,
  startOrder,
  untilState,
} from '../end-to-end/support/order-steps.ts'
import { type Rest, restOf, uploadOf } from '../end-to-end/support/rest.ts'
import { type SandboxDoor, sandboxOf } from '../end-to-end/support/sandbox-door.ts'
import { startStack } from '../end-to-end/support/stack.ts'
import { temporalCli } from '../end-to-end/support/temporal-cli.ts'
import { until } from '../end-to-end/support/until.ts'

/**
 * Records the histories of an order's main paths on the real stack, one file a path: run it with each release, and
 * keep what earlier releases recorded.
 *
 *     node test/replay/record.ts [path…]
 */
const FOLDER = join(import.meta.dirname, 'histories')

const PROJECT = join(import.meta.dirname, '../..')

/** Stack traces and identities name the machine that recorded them, which is nobody's business and no part of replay. */
function anywhere(text: string): string {
  return text.replaceAll(`${PROJECT}/`, '/certloom/').replaceAll(`@${hostname()}`, '@worker')
}

type Path = (rest: Rest, sandbox: SandboxDoor, client: Client) => Promise<string>

async function verifying(rest: Rest): Promise<string> {
  const { reference, domain } = fresh()
  const order = await startOrder(rest, reference)
  await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
  await untilState(rest, order.id, 'verifying', 150_000)
  return order.id
}

const PATHS: Record<string, Path> = {
  issued: async (rest, sandbox) => {
    const id = await verifying(rest)
    await publishProof(rest, sandbox, id)
    await untilState(rest, id, 'issued')
    return id
  },
  'cancelled-while-verifying': async (rest) => {
    const id = await verifying(rest)
    await rest('POST', `/orders/${id}/cancel`, {})
    await untilState(rest, id, 'cancelled')
    return id
  },
  'rejected-by-the-ca': async (rest, sandbox) => {
    const id = await verifying(rest)
    await sandbox.call('POST', `/orders/${id}-1/reject`)
    await untilState(rest, id, 'rejected')
    return id
  },
  'placed-after-the-ca-was-away': async (rest, sandbox) => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, { setup: 'on-payment' })
    await rest('POST', `/orders/${order.id}/payment`, { invoice: 'FV/1', paidUntil: '2027-11-23' })
    await sandbox.fault('quickOrder', '403', 100)
    await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
    await sandbox.fault('quickOrder', '403', 0)
    await untilState(rest, order.id, 'verifying', 150_000)
    return order.id
  },
  'refused-then-repaired': async (rest, sandbox) => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, { setup: 'on-acceptance' })
    await rest('POST', `/orders/${order.id}/acceptance`, {})
    await sandbox.fault('validateOrderParameters', 'error', 1, 1032)
    await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
    await rest('POST', `/orders/${order.id}/configuration`, configuration(domain))
    await untilState(rest, order.id, 'verifying')
    await rest('POST', `/orders/${order.id}/verification`, { method: 'DNS_TXT' })
    await rest('POST', `/orders/${order.id}/verification/check`, {})
    return order.id
  },
  'issued-after-documents': async (rest, _sandbox, client) =>
    (await client.prove(...(await ordered(rest, client, '631', 'FILE')))).id,
  'issued-after-a-click': async (rest, _sandbox, client) =>
    (await client.prove(...(await ordered(rest, client, '511', null)))).id,
  'repaired-while-verifying': async (rest, sandbox) => {
    const id = await verifying(rest)
    const { domain } = fresh()
    await rest('POST', `/orders/${id}/configuration`, configuration(domain))
    await publishProof(rest, sandbox, id)
    await untilState(rest, id, 'issued')
    return id
  },
  'paid-by-its-names': async (rest) => {
    const { reference, domain } = fresh()
    const order = await startOrder(rest, reference, { product: '931', additionalNames: 'as-entered' })
    const names = [domain, `a.${domain}`, `b.${domain}`, `c.${domain}`]
    await rest('POST', `/orders/${order.id}/configuration`, { ...configuration(domain), names })
    await rest('POST', `/orders/${order.id}/payment`, { invoice: 'FV/2', status: 'paid' })
    await untilState(rest, order.id, 'verifying')
    return order.id
  },
  reissued: async (rest, sandbox) => {
    const id = await ending(rest, sandbox, -195, false)
    await rest('PATCH', `/orders/${id}/renewal`, { policy: 'auto' })
    await untilCertificates(rest, sandbox, id, 2)
    return id
  },
  'renewed-after-payment': async (rest, sandbox) => {
    const id = await ending(rest, sandbox, -362, true)
    await rest('PATCH', `/orders/${id}/renewal`, { policy: 'auto' })
    await untilCertificates(rest, sandbox, id, 2)
    await rest('PATCH', `/orders/${id}/renewal`, { policy: 'none' })
    await rest('POST', `/orders/${id}/payment`, { invoice: 'FV/3' })
    await untilCertificates(rest, sandbox, id, 3)
    return id
  },
  'revoked-then-ended': async (rest, sandbox) => {
    const id = await ending(rest, sandbox, 0, false)
    const { certificates } = (await rest('GET', `/orders/${id}`)).body
    const serialNumber = certificates[0]?.serialNumber
    await rest('POST', `/orders/${id}/suspend`, {})
    await rest('POST', `/orders/${id}/revoke`, { serialNumber, reason: 'superseded' })
    await untilState(rest, id, 'revoked')
    await rest('POST', `/orders/${id}/resume`, {})
    await rest('POST', `/orders/${id}/terminate`, {})
    await untilState(rest, id, 'ended')
    return id
  },
  'terminated-while-renewing': async (rest, sandbox) => {
    const id = await ending(rest, sandbox, 0, false)
    await rest('POST', `/orders/${id}/renew`, {})
    await rest('POST', `/orders/${id}/terminate`, {})
    await untilState(rest, id, 'ended')
    return id
  },
  'issued-by-hand': orderedByHand,
}

/** An order at a CA without an API, issued with what an admin entered. */
async function orderedByHand(rest: Rest): Promise<string> {
  const account = { kind: 'manual', name: 'Hand CA', mode: 'production' }
  const { body } = await rest<{ id: string }>('POST', '/ca-accounts', account)
  const product = { code: 'HAND-1', name: 'By hand', kind: 'ssl', validation: 'DV', validityDays: 365 }
  const settings = { caAccountId: body.id }
  const offer = { hashAlgorithms: ['SHA256'], methods: [], enabled: true, settings }
  await rest('POST', '/products', { ...product, ...offer })
  const { reference, domain } = fresh()
  const { verification: _, ...entered } = configuration(domain)
  const term = { period: 'P1Y', recurring: false }
  const { id } = await startOrder(rest, reference, { product: product.code, term, configuration: entered })
  await untilState(rest, id, 'verifying')
  const ca = startHandCa()
  const certificate = ca.sign(entered.csr, [domain], 90)
  await rest('POST', `/orders/${id}/certificates`, { certificate, chain: ca.rootPem })
  await untilState(rest, id, 'issued')
  return id
}

/** An order that the CA issued so many days ago by its own clock, and that waits for a word of ours. */
async function ending(rest: Rest, sandbox: SandboxDoor, days: number, recurring: boolean): Promise<string> {
  const { reference, domain } = fresh()
  await sandbox.call('PUT', '/clock', { offsetDays: days })
  const term = { period: 'P1Y', recurring }
  const more = { term, renewal: { policy: 'none' }, configuration: configuration(domain) }
  const { id } = await startOrder(rest, reference, more)
  await untilState(rest, id, 'verifying')
  await publishProof(rest, sandbox, id)
  await untilCertificates(rest, sandbox, id, 1)
  await sandbox.call('PUT', '/clock', { offsetDays: 0 })
  return id
}

async function untilCertificates(rest: Rest, sandbox: SandboxDoor, id: string, count: number): Promise<void> {
  await until(
    `${count} certificates`,
    async () => {
      const order = (await rest('GET', `/orders/${id}`)).body
      if (order.certificates.length >= count) return true
      if (count > 1 && order.activity?.step === 'verifying') await publishProof(rest, sandbox, id)
      return false
    },
    { timeoutMs: 120_000, everyMs: 500 },
  )
}

async function ordered(rest: Rest, client: Client, code: string, method: string | null) {
  const { body } = await rest<{ items: SoldProduct[] }>('GET', '/products')
  const product = body.items.find((sold) => sold.code === code)
  if (product === undefined) throw new Error(`${code} is not sold`)
  const path = { product, method }
  return [path, await client.order(path)] as const
}

const wanted = process.argv.slice(2)
const stack = await startStack()
const program = await findTemporalCli({ tell: console.error, stopped: new AbortController().signal })
const temporal = temporalCli(program, stack)
mkdirSync(FOLDER, { recursive: true })
const [rest, sandbox] = [restOf(stack), sandboxOf(stack)]
const client = new Client(rest, uploadOf(stack), sandbox)
for (const [name, walk] of Object.entries(PATHS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const id = await walk(rest, sandbox, client)
  const runs = await until('its runs are listed', () => {
    const found = temporal.runsOf(id)
    return found.length >= (/^(issued|reissued|renewed|revoked|terminated)/.test(name) ? 2 : 1) ? found : null
  })
  // The newest run is listed first.
  for (const [index, run] of runs.reverse().entries()) {
    const file = `${name}${index === 0 ? '' : `-run-${index + 1}`}-${packageFile.version}.json`
    const history = temporal.history(id, run)
    writeFileSync(join(FOLDER, file), `${anywhere(JSON.stringify({ workflowId: `order-${id}`, history }))}\n`)
    console.log(`${file}: ${history.events.length} events`)
  }
}
await stack.stop()
