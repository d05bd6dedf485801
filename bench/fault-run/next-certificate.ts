import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeCsr } from '../../test/api/csr-maker.ts'
import type { Client, Path } from '../../test/end-to-end/support/kinds.ts'
import type { Order, Rest } from '../../test/end-to-end/support/rest.ts'
import type { Wanted } from './compare.ts'
import type { WatchedOrders } from './watched-orders.ts'

/** What becomes of an order after its first certificate. */
export const NEXT_STEPS = ['nothing', 'reissue', 'renewal'] as const
export type NextStep = (typeof NEXT_STEPS)[number]

/** As often as a client looks whether something new is to be published. */
const PUBLISH_EVERY_MS = 2_000
const BUSY = 409

interface World {
  rest: Rest
  client: Client
  watched: WatchedOrders
}

/** Orders in turn, so that each step is taken on each path sooner or later; only host names are ordered again. */
export function nextStepFor(path: Path, count: number): NextStep {
  if (path.method === null) return 'nothing'
  return NEXT_STEPS[count % NEXT_STEPS.length] ?? 'nothing'
}

/** What the CA is to have sold and issued for an order in the end. */
export function wantedAfter(step: NextStep): Wanted {
  return { caOrders: step === 'renewal' ? 2 : 1, certificates: step === 'nothing' ? 1 : 2 }
}

/** Orders another certificate on a new key, does what a client does for it, and waits until it is there. */
export async function orderNext(
  world: World,
  step: Exclude<NextStep, 'nothing'>,
  path: Path,
  order: Order,
  deadlineMs: number,
): Promise<void> {
  const csr = await makeCsr(order.names[0] ?? null)
  const addNames = step === 'reissue' && takesMore(path) ? [`more.${bareName(order)}`] : undefined
  if (step === 'reissue') await ask(world.rest, `/orders/${order.id}/reissue`, { csr, addNames }, deadlineMs)
  else await ask(world.rest, `/orders/${order.id}/renew`, { csr }, deadlineMs)
  const publishing = new AbortController()
  const published = keepPublishing(world.client, order, publishing.signal)
  try {
    const hasBoth = (now: Order) => now.certificates.length === 2 && now.activity === null
    await world.watched.until(order.reference, hasBoth, deadlineMs)
  } finally {
    publishing.abort()
    await published
  }
}

function takesMore({ product: { kind } }: Path): boolean {
  return kind === 'ssl-multi' || kind === 'ssl-multi-wildcard'
}

function bareName({ names }: Order): string {
  return (names[0] ?? '').replace(/^\*\./, '')
}

/** An order that is busy for a moment is asked again. */
async function ask(rest: Rest, path: string, body: object, deadlineMs: number): Promise<void> {
  for (;;) {
    const answer = await rest('POST', path, body)
    if ([200, 201, 202].includes(answer.status)) return
    const mayPass = answer.status === BUSY && Date.now() < deadlineMs
    assert.ok(mayPass, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    await sleep(PUBLISH_EVERY_MS)
  }
}

/** The code may be a new one, and nobody says when it is there: whatever is asked for is published, again and again. */
async function keepPublishing(client: Client, order: Order, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await client.publish(order).catch(() => undefined)
    await sleep(PUBLISH_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
