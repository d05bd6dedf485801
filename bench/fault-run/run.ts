import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  addressPathsOf,
  Client,
  configurationFor,
  type Path,
  pathsOf,
  type SoldProduct,
} from '../../test/end-to-end/support/kinds.ts'
import { fresh, newOrder } from '../../test/end-to-end/support/order-steps.ts'
import { type Order, type Rest, restOf, uploadOf } from '../../test/end-to-end/support/rest.ts'
import { type SandboxDoor, sandboxOf } from '../../test/end-to-end/support/sandbox-door.ts'
import type { LiveStack } from '../../test/end-to-end/support/stack.ts'
import { compareBooks, type Disagreement, type OurOrder } from './compare.ts'
import { type NextStep, nextStepFor, orderNext, wantedAfter } from './next-certificate.ts'
import { odditiesOf } from './oddities.ts'
import { misunderstood, openAlarms } from './unneeded.ts'
import { WatchedOrders } from './watched-orders.ts'

export interface FaultRunOptions {
  seeds: readonly number[]
  ordersPerSeed: number
  /** Share of the calls that meet a fault. */
  rate: number
  /** How late a slow answer comes at most. */
  delayMs: number
  /** From one seed to the next; orders that still wait then go on under the next. */
  paceMs: number
  /** How long the last seed's faults go on after its orders began; then the CA is well again. */
  recoversAfterMs: number
  /** How long an order may take in all. */
  patienceMs: number
}

/** How a run is, unless it is told otherwise: hard enough for every kind of fault, mild enough to end in minutes. */
export const FAULT_RUN: Omit<FaultRunOptions, 'seeds'> = {
  ordersPerSeed: 8,
  rate: 0.1,
  delayMs: 4_000,
  paceMs: 5_000,
  recoversAfterMs: 60_000,
  patienceMs: 900_000,
}

export interface FaultRunResult {
  options: FaultRunOptions
  paths: number
  orders: number
  calls: number
  injected: number
  byKind: Record<string, number>
  /** How many orders went on to a reissue, and how many to a renewal. */
  reissues: number
  renewals: number
  /** From the order to the certificate, in milliseconds, quickest first. */
  tookMs: number[]
  /** What orders that came to no certificate were doing. */
  stuck: string[]
  /** Alarms that stand in the end, though the CA is well again. */
  askedOfPeople: string[]
  /** Calls of ours that the CA took for none, which no fault made it do. */
  misunderstood: string[]
  disagreement: Disagreement
  durationMs: number
}

interface Counts {
  calls: number
  injected: number
  byKind: Record<string, number>
}

interface World {
  rest: Rest
  sandbox: SandboxDoor
  client: Client
  watched: WatchedOrders
  patienceMs: number
}

/** As long as a step of a client is tried again: what fails under faults is waited for, not shown. */
const TRY_AGAIN_MS = 1_000

/**
 * Orders every kind of certificate by every method from a CA that fails and is odd by seed, does no more than clients do,
 * and compares the books in the end. A seed's orders begin together; the next seed follows without waiting for the slowest.
 */
export async function runUnderFaults(
  stack: LiveStack,
  options: FaultRunOptions,
  say: (line: string) => void,
): Promise<FaultRunResult> {
  const startedAt = Date.now()
  const world = worldOf(stack, options)
  const paths = await allPaths(world)
  const counts: Counts = { calls: 0, injected: 0, byKind: {} }
  const walks: Promise<Walked>[] = []
  for (const [index, seed] of options.seeds.entries()) {
    await nextSeed(world, options, seed, counts)
    for (let n = 0; n < options.ordersPerSeed; n += 1) {
      const count = index * options.ordersPerSeed + n
      const path = pathFor(paths, count)
      walks.push(walk(world, path, nextStepFor(path, Math.floor(count / paths.length) + count)))
    }
    say(
      `seed ${seed}: ${walks.length} orders begun, ${counts.injected} faults in ${counts.calls} calls so far`,
    )
    await sleep(options.paceMs)
  }
  await Promise.race([Promise.all(walks), sleep(options.recoversAfterMs)])
  await addCounts(world, counts)
  await world.sandbox.call('DELETE', '/hostility')
  await world.sandbox.call('DELETE', '/behaviour')
  const walked = await Promise.all(walks)
  const ours = await ourOrders(world, walked)
  const askedOfPeople = await openAlarms(world.rest)
  world.watched.stop()
  return {
    options,
    paths: paths.length,
    orders: walked.length,
    ...counts,
    reissues: walked.filter(({ next }) => next === 'reissue').length,
    renewals: walked.filter(({ next }) => next === 'renewal').length,
    tookMs: walked.map(({ tookMs }) => tookMs).sort((a, b) => a - b),
    stuck: walked.flatMap(({ problem }) => problem ?? []),
    askedOfPeople,
    misunderstood: await misunderstood(world.sandbox),
    disagreement: compareBooks(await world.sandbox.books(), ours),
    durationMs: Date.now() - startedAt,
  }
}

function worldOf(stack: LiveStack, { patienceMs }: FaultRunOptions): World {
  const rest = restOf(stack)
  const sandbox = sandboxOf(stack)
  const client = new Client(rest, uploadOf(stack), sandbox)
  return { rest, sandbox, client, watched: new WatchedOrders(rest), patienceMs }
}

async function allPaths({ rest }: World): Promise<Path[]> {
  const { items } = (await rest<{ items: SoldProduct[] }>('GET', '/products')).body
  return [...pathsOf(items), ...addressPathsOf(items)]
}

/** Paths in turn, so that every one is walked about as often; no two orders are about the same address. */
function pathFor(paths: readonly Path[], count: number): Path {
  const path = paths[count % paths.length]
  assert.ok(path !== undefined, 'nothing is sold')
  return path.ip === undefined ? path : { ...path, ip: `11.${count >> 8}.${count & 255}.7` }
}

async function nextSeed(world: World, options: FaultRunOptions, seed: number, counts: Counts): Promise<void> {
  await addCounts(world, counts)
  const { rate, delayMs } = options
  await world.sandbox.call('PUT', '/behaviour', odditiesOf(seed))
  await world.sandbox.call('PUT', '/hostility', { seed, rate, delayMs })
}

async function addCounts({ sandbox }: World, counts: Counts): Promise<void> {
  const { calls, injected, byKind } = await sandbox.call<Counts>('GET', '/hostility')
  counts.calls += calls
  counts.injected += injected
  for (const [kind, times] of Object.entries(byKind)) counts.byKind[kind] = (counts.byKind[kind] ?? 0) + times
}

interface Walked {
  reference: string
  next: NextStep
  tookMs: number
  problem: string | null
}

async function ourOrders(world: World, walked: readonly Walked[]): Promise<OurOrder[]> {
  const found = await world.watched.all(walked.map(({ reference }) => reference))
  const steps = new Map(walked.map(({ reference, next }) => [reference, next]))
  return found.map((order) => ({ ...order, wanted: wantedAfter(steps.get(order.reference) ?? 'nothing') }))
}

/**
 * One order to its certificate, and to the next one where there is to be one, by what a client does: enter, publish, click,
 * hand in. Never fails.
 */
async function walk(world: World, path: Path, next: NextStep): Promise<Walked> {
  const { reference, domain } = fresh()
  const startedAt = Date.now()
  let problem: string | null = null
  let tookMs: number | null = null
  try {
    await place(world, path, reference, `${domain.split('.')[0]}.test`)
    const deadlineMs = startedAt + world.patienceMs
    const issued = await prove(world, path, reference, deadlineMs)
    tookMs = Date.now() - startedAt
    if (next !== 'nothing') await orderNext(world, next, path, issued, deadlineMs)
  } catch (error) {
    problem = `${path.product.code} ${path.method ?? ''} ${next} ${reference}: ${error instanceof Error ? error.message : error}`
  }
  return { reference, next, tookMs: tookMs ?? Date.now() - startedAt, problem }
}

async function place({ rest }: World, path: Path, reference: string, domain: string): Promise<void> {
  const configuration = await configurationFor(path, domain)
  // Paid for so long that a renewal waits for no invoice.
  const term = { period: 'P5Y', recurring: false }
  const body = newOrder(reference, { product: path.product.code, configuration, term })
  const { status, body: answer } = await rest('POST', '/orders', body)
  assert.ok([201, 202].includes(status), JSON.stringify(answer))
}

async function prove(world: World, path: Path, reference: string, deadlineMs: number): Promise<Order> {
  const { client, watched } = world
  const order = await watched.until(reference, ({ state }) => state === 'verifying', deadlineMs)
  if (path.method !== null) await patiently(() => client.publish(order), deadlineMs)
  if (path.product.kind === 'smime') await patiently(() => client.clickLinks(order), deadlineMs)
  if (path.product.requiredDocuments.length > 0) await proveByDocuments(client, path, order, deadlineMs)
  return watched.until(reference, ({ state }) => state === 'issued', deadlineMs)
}

async function proveByDocuments(client: Client, path: Path, order: Order, deadlineMs: number): Promise<void> {
  await client.upload(path, order)
  await patiently(() => client.acceptDocuments(order, path.product.requiredDocuments.length), deadlineMs)
}

async function patiently(act: () => Promise<void>, deadlineMs: number): Promise<void> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
      await sleep(TRY_AGAIN_MS)
    }
  }
}
