import type { TestContext } from 'node:test'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import type { CaDeps } from '../../activities/ca/deps.ts'
import type { PlaceOrderInput } from '../../activities/ca/place-order.ts'
import type { CaOrderConfiguration, CaPort } from '../../activities/ca/port.ts'
import { createPorts } from '../../activities/ca/ports.ts'
import { createActivities } from '../../activities/create-activities.ts'
import { createPreflight } from '../../activities/preflight/preflight.ts'
import { newId } from '../../platform/ids.ts'
import { createLogger } from '../../platform/logger.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts'
import type { CaOrderRow } from '../../store/entities/ca-order.ts'
import { seedCaAccount } from '../../store/queries/ca-accounts.ts'
import { caOrderOf } from '../../store/queries/ca-orders.ts'
import { insertConfiguration } from '../../store/queries/configurations.ts'
import type { NewOrder } from '../../store/queries/orders.ts'
import { type CaChange, caOrderIdOf } from '../../workflows/contract.ts'
import { newCsr, sandboxFor } from '../sandbox/harness.ts'
import type { Installation } from '../store/installation.ts'
import { keptOrder } from '../store/order-factory.ts'

/** What orders were told, oldest first. `hears` decides what becomes of a signal: false is an order that is over. */
export interface Told {
  changes: { orderId: string; change: CaChange }[]
  records: { orderId: string; caOrderId: string }[]
  hears: () => boolean
}

/** The real CA of the sandbox, a real store, and real looks at the sandbox's DNS and files. */
export interface World {
  here: Installation
  sandbox: Sandbox
  caAccountId: string
  deps: CaDeps
  told: Told
  /** Moves the clock of activities and CA alike; it runs on meanwhile. */
  advance(ms: number): void
  stop: AbortController
}

export interface WorldOptions {
  /** How long a call of the CA may take. */
  timeoutMs?: number
  behaviour?: SandboxOptions['behaviour']
}

const LOG = createLogger({ level: 'silent', part: 'test' })
const QUICK = { checkMs: 20, acceptMs: 20, issueMs: 20, revokeMs: 20, holdMs: 10_000 }

function recorder(told: Told): CaDeps['signals'] {
  return {
    caChanged: async (orderId, change) => {
      const isHeard = told.hears()
      told.changes.push({ orderId, change })
      return isHeard
    },
    recordVisible: async (orderId, caOrderId) => {
      const isHeard = told.hears()
      told.records.push({ orderId, caOrderId })
      return isHeard
    },
  }
}

export function hostAndPort(address: string): { host: string; port: number } {
  const [host = '', port = ''] = address.split(':')
  return { host, port: Number(port) }
}

/** A sandbox, and an account for it that no other test has. The sandbox ends with the test. */
export async function worldFor(
  t: TestContext,
  here: Installation,
  options: WorldOptions = {},
): Promise<World> {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const sandbox = await sandboxFor(t, { clock, behaviour: { ...QUICK, ...options.behaviour } })
  const { soapUrl: url, userName, password } = sandbox
  const account = { mode: 'test', url, userName, password, callsPerSecond: 1_000 } as const
  const told: Told = { changes: [], records: [], hears: () => true }
  const caTimeoutMs = options.timeoutMs ?? 5_000
  const stop = new AbortController()
  const caAccountId = await seedCaAccount(here.db, here.keyRing, account)
  const preflight = createPreflight({
    dns: hostAndPort(sandbox.dns),
    fileHost: hostAndPort(sandbox.fileHost),
  })
  const deps: CaDeps = {
    db: here.db,
    keyRing: here.keyRing,
    clock,
    log: LOG,
    look: preflight,
    preflight,
    signals: recorder(told),
    portOf: createPorts({ db: here.db, keyRing: here.keyRing, timeoutMs: caTimeoutMs }),
    caTimeoutMs,
    stopping: stop.signal,
    watch: { intervalMs: 20, recordIntervalMs: 5_000 },
  }
  const advance = (ms: number) => {
    ahead += ms
  }
  return { here, sandbox, caAccountId, deps, told, advance, stop }
}

/** An order whose configuration is kept, and what its workflow would ask to be placed. */
export async function toPlace(
  world: World,
  changes: Partial<CaOrderConfiguration> = {},
  kept: Partial<NewOrder> = {},
): Promise<PlaceOrderInput> {
  const order = await keptOrder(world.here, { caAccountId: world.caAccountId, caMode: 'test', ...kept })
  const names = changes.names ?? [`n${order.id.slice(0, 12)}.test`]
  const csr = changes.csr ?? (await newCsr(`CN=${names[0]}`))
  const body: CaOrderConfiguration = {
    verification: { method: 'DNS_TXT_PREFIX' },
    contact: { firstName: 'Anna', lastName: 'Nowak', email: 'anna@customer.test' },
    ...changes,
    csr,
    names,
  }
  const configurationId = newId()
  const actor = { role: 'client', id: null } as const
  const entered = {
    id: configurationId,
    orderId: order.id,
    body,
    csr,
    csrFacts: {},
    names: [...names],
    actor,
  }
  await insertConfiguration(world.here.db, entered)
  const { caAccountId } = world
  return { orderId: order.id, caAccountId, caOrderId: caOrderIdOf(order.id, 1), n: 1, configurationId }
}

/** The same world with a CA that behaves otherwise in some calls. */
export function withPort(world: World, change: (real: CaPort) => Partial<CaPort>): World {
  const portOf: CaDeps['portOf'] = async (caAccountId) => {
    const real = await world.deps.portOf(caAccountId)
    return { ...real, ...change(real) }
  }
  return { ...world, deps: { ...world.deps, portOf } }
}

/** Where an activity can run without an engine. Failures are expected here, so they are not logged. */
export function activityEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
}

/** The activities as a worker would run them: with heartbeats, and failures as workflows see them. */
export function asActivities(world: World) {
  const { ca } = createActivities(world.deps)
  const run = <Input, Output>(activity: (input: Input) => Promise<Output>) => {
    return (input: Input): Promise<Output> => activityEnvironment().run(activity, input)
  }
  return {
    placeCaOrder: run(ca.placeCaOrder),
    checkControl: run(ca.checkControl),
    changeControl: run(ca.changeControl),
    readCaOrder: run(ca.readCaOrder),
    fetchCertificates: run(ca.fetchCertificates),
    cancelCaOrder: run(ca.cancelCaOrder),
    checkConfiguration: run(ca.checkConfiguration),
    sendDocuments: run(ca.sendDocuments),
    reissueAtCa: run(ca.reissueAtCa),
    renewAtCa: run(ca.renewAtCa),
    revokeAtCa: run(ca.revokeAtCa),
  }
}

/** The purchase as the store has it. */
export async function keptRow(world: World, caOrderId: string): Promise<CaOrderRow> {
  const row = await caOrderOf(world.here.db, world.caAccountId, caOrderId)
  if (row === null) throw new Error(`${caOrderId} is not kept`)
  return row
}
