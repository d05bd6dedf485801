import type { OrderState, Step, StepName } from './state.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A certificate is there within seconds of the CA saying so: asking after a minute would be late. */
const FIRST_DELAY_MS: Partial<Record<StepName, number>> = { fetch: 5_000 }

/** How long to leave a partner alone after this many tries: a minute, doubling up to an hour. */
export function delayMs(name: StepName, attempt: number): number {
  const first = FIRST_DELAY_MS[name] ?? MINUTE_MS
  return Math.min(first * 2 ** Math.max(0, attempt - 1), HOUR_MS)
}

/**
 * Adds a step that is due at once. One of the same name is joined: the same work serves both commands. What that waited
 * for an admin because of stays known: told once, and over once the step gets on.
 */
export function addStep(state: OrderState, name: StepName, commandId: string | null, nowMs: number): Step {
  const joined = state.steps.find((step) => step.name === name)
  const commandIds = [...(joined?.commandIds ?? []), ...(commandId === null ? [] : [commandId])]
  const step: Step = { name, commandIds, attempt: 0, nextAttemptAt: new Date(nowMs).toISOString() }
  if (joined?.adminNeeded !== undefined) step.adminNeeded = { ...joined.adminNeeded, tries: 0 }
  state.steps = [...state.steps.filter((other) => other !== joined), step]
  return step
}

/** What a suspended order leaves alone unless somebody asks for it. */
const HELD: readonly StepName[] = ['place', 'reissue', 'renew', 'invoice', 'check-control']

/** So often a step is tried by itself that only an admin can help on; then it waits to be asked for. */
const DAILY_TRIES = 7

/** The steps that have their turn: all, unless the order is suspended or they wait for an admin. */
export function openSteps({ steps, suspended }: OrderState): Step[] {
  return steps.filter(({ name, commandIds, adminNeeded }) => {
    if (adminNeeded !== undefined && adminNeeded.tries > DAILY_TRIES) return false
    return !suspended || commandIds.length > 0 || !HELD.includes(name)
  })
}

/** The step that is due, the longest waiting first. */
export function dueStep(state: OrderState, nowMs: number): Step | null {
  const due = openSteps(state).filter((step) => Date.parse(step.nextAttemptAt) <= nowMs)
  due.sort((a, b) => a.nextAttemptAt.localeCompare(b.nextAttemptAt))
  return due[0] ?? null
}

/** Puts a step off after a try that got nowhere. */
export function postpone(step: Step, nowMs: number): void {
  step.attempt += 1
  step.nextAttemptAt = new Date(nowMs + delayMs(step.name, step.attempt)).toISOString()
}
