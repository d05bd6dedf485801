import { setTimeout as sleep } from 'node:timers/promises'
import { atOnce } from '../activities/ca/watch/at-once.ts'
import { makeCsr } from '../test/api/csr-maker.ts'
import { configuration, fresh, newOrder } from '../test/end-to-end/support/order-steps.ts'
import { type Order, type Rest, restOf } from '../test/end-to-end/support/rest.ts'
import { type SandboxDoor, sandboxOf } from '../test/end-to-end/support/sandbox-door.ts'
import { type LiveStack, startStack } from '../test/end-to-end/support/stack.ts'
import { until } from '../test/end-to-end/support/until.ts'
import { type Figure, percentile } from './figures.ts'
import { processorTimeMs } from './processor-time.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const FEW = 10
const MANY = 1_000
const CHANGED = 100
/** Lists overlap by a minute: until then what was placed just now is listed again and again. */
const SETTLE_MS = 75 * SECOND_MS
const PLACED_AT_ONCE = 8

interface Bench {
  stack: LiveStack
  rest: Rest
  sandbox: SandboxDoor
  tell(words: string): void
}

/**
 * What orders cost that wait for their proofs, 1,000 of them beside 10, with everything real: calls of the CA and
 * processor time a minute, and how soon a change at the CA can be read by REST.
 */
export async function waitingOrders(tell: (words: string) => void): Promise<Figure[]> {
  tell('waiting orders: starting a stack')
  const stack = await startStack({ environment: { CERTUM_CALLS_PER_SECOND: '200', LOG_LEVEL: 'warn' } })
  try {
    const bench = { stack, rest: restOf(stack), sandbox: sandboxOf(stack), tell }
    const few = await placeMany(bench, FEW)
    const withFew = await quietMinute(bench, FEW)
    const orders = [...few, ...(await placeMany(bench, MANY - FEW))]
    const withMany = await quietMinute(bench, MANY)
    const latenciesMs = await changeSome(bench, orders)
    return figuresOf(withFew, withMany, latenciesMs)
  } finally {
    await stack.stop()
  }
}

function figuresOf(withFew: Minute, withMany: Minute, latenciesMs: readonly number[]): Figure[] {
  const compared = (name: string, unit: string, read: (minute: Minute) => number | null): Figure[] => {
    const [value, baseline] = [read(withMany), read(withFew)]
    return value === null || baseline === null ? [] : [{ name, unit, value, baseline }]
  }
  const seen = (part: number): number => percentile(latenciesMs, part) / SECOND_MS
  return [
    ...compared(`CA calls with ${MANY} orders waiting`, 'a minute', ({ calls }) => calls).map(
      (figure): Figure => ({ ...figure, limit: 1.1, ofRatio: true }),
    ),
    ...compared('processor time of the worker', 's a minute', ({ workerMs }) => inSeconds(workerMs)),
    ...compared('processor time of PostgreSQL', 's a minute', ({ postgresMs }) => inSeconds(postgresMs)),
    { name: 'change at the CA read by REST, p50', unit: 's', value: seen(0.5) },
    { name: 'change at the CA read by REST, p99', unit: 's', value: seen(0.99), limit: 20 },
  ]
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / SECOND_MS
}

async function placeMany({ rest, tell }: Bench, count: number): Promise<Order[]> {
  tell(`waiting orders: placing ${count}`)
  return atOnce(Array.from({ length: count }), PLACED_AT_ONCE, async () => {
    const { reference, domain } = fresh()
    const entered = configuration(domain, await makeCsr(domain))
    const { body } = await rest('POST', '/orders', newOrder(reference, { configuration: entered }))
    return until(`${body.id} is at the CA`, async () => {
      const order = (await rest('GET', `/orders/${body.id}`)).body
      return order.state === 'verifying' ? order : null
    })
  })
}

interface Minute {
  calls: number
  workerMs: number | null
  postgresMs: number | null
}

/** What a minute costs in which nothing happens. */
async function quietMinute({ stack, sandbox, tell }: Bench, orders: number): Promise<Minute> {
  tell(`waiting orders: letting ${orders} settle, then a quiet minute`)
  await sleep(SETTLE_MS)
  const read = async () => {
    const { worker, postgres } = stack.ready().pids
    const { items } = await sandbox.soapLog()
    return {
      calls: items.length,
      workerMs: processorTimeMs(worker),
      postgresMs: processorTimeMs(postgres),
    }
  }
  const before = await read()
  await sleep(MINUTE_MS)
  const after = await read()
  const spent = (to: number | null, from: number | null) => (to === null || from === null ? null : to - from)
  return {
    calls: after.calls - before.calls,
    workerMs: spent(after.workerMs, before.workerMs),
    postgresMs: spent(after.postgresMs, before.postgresMs),
  }
}

/** Rejects orders at the CA at random moments of a minute. @returns after how many ms each could be read as rejected */
async function changeSome({ rest, sandbox, tell }: Bench, orders: readonly Order[]): Promise<number[]> {
  tell(`waiting orders: changing ${CHANGED} at the CA`)
  const chosen = orders.filter((_, index) => index % Math.ceil(orders.length / CHANGED) === 0)
  return Promise.all(
    chosen.map(async ({ id, caOrders }) => {
      await sleep(Math.random() * MINUTE_MS)
      await sandbox.call('POST', `/orders/${caOrders.at(-1)?.id}/reject`)
      const changedMs = performance.now()
      await until(
        `${id} is rejected`,
        async () => (await rest('GET', `/orders/${id}`)).body.state === 'rejected',
        { everyMs: 250, timeoutMs: MINUTE_MS },
      )
      return performance.now() - changedMs
    }),
  )
}
