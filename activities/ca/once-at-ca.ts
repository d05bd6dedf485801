import { beginLedger, finishLedger, noteLedger } from '../../store/queries/ledger.ts'
import { asFailure, unavailable } from './as-failure.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal, CaUnavailable } from './errors.ts'
import { mayStillLand } from './landing.ts'

/** These calls are tried once a step: so long beyond its own timeout one may still have its effect. */
const MARGIN_MS = 60_000

/** One effect at the CA that takes no id of ours: what it is for, and how to find it and bring it about. */
export interface OnceAtCa<Result> {
  orderId: string
  action: 'ca-reissue' | 'ca-renewal'
  occasion: string
  /** Looks for what a call that went out at this instant has brought about; null where it did not. */
  look(sentAt: string): Promise<Result | null>
  call(): Promise<Result>
  /** Writes down here what the CA has now. May be called twice for the same. */
  keep(result: Result): Promise<void>
}

/**
 * Brings an effect about that has no id of ours, once for each occasion. The intent is in the ledger before the call. An
 * answer that was lost is looked for only when that call can no longer land, and only then is another one made.
 * @throws what a workflow understands: `ca-answer-awaited` while it cannot be known yet
 */
export async function onceAtCa<Result>(deps: CaDeps, once: OnceAtCa<Result>): Promise<Result> {
  const { orderId, action, occasion } = once
  const entry = await beginLedger(deps.db, orderId, action, occasion)
  if (entry.state === 'done') return entry.detail as Result
  const result = (await lookedFor(deps, once, sentAtOf(entry.detail))) ?? (await called(deps, once))
  await once.keep(result)
  await finishLedger(deps.db, orderId, action, occasion, result)
  return result
}

function sentAtOf(detail: unknown): string | null {
  return (detail as { sentAt?: string | null } | null)?.sentAt ?? null
}

async function lookedFor<Result>(
  deps: CaDeps,
  once: OnceAtCa<Result>,
  sentAt: string | null,
): Promise<Result | null> {
  if (sentAt === null) return null
  if (mayStillLand(deps, sentAt, MARGIN_MS)) throw unavailable('ca-answer-awaited', 'unknown', false)
  try {
    return await once.look(sentAt)
  } catch (error) {
    // What could not be looked for is as unknown as before.
    throw error instanceof CaUnavailable
      ? unavailable(error.code, 'unknown', false)
      : asFailure(error, 'unknown')
  }
}

async function called<Result>(deps: CaDeps, once: OnceAtCa<Result>): Promise<Result> {
  const { orderId, action, occasion } = once
  const sentAt = deps.clock().toISOString()
  await noteLedger(deps.db, orderId, action, occasion, { sentAt })
  try {
    return await once.call()
  } catch (error) {
    const hadNoEffect =
      error instanceof CaRefusal || (error instanceof CaUnavailable && error.outcome === 'none')
    if (hadNoEffect) await noteLedger(deps.db, orderId, action, occasion, { sentAt: null })
    throw asFailure(error)
  }
}
