import type { CaFailure } from './ca-failure.ts'
import { type Life, note, now } from './life.ts'
import type { OrderState, Step } from './state.ts'

const DAY_MS = 86_400_000

/**
 * What no time mends is an admin's: the order says so, an alarm follows, and the step is tried only once a day, for a week.
 * `isShown`: the step is what the order shows as running.
 */
export function handToAdmin(life: Life, step: Step, code: string, isShown: boolean): void {
  const before = step.adminNeeded
  const tries = (before?.tries ?? 0) + 1
  const { activity } = life.state
  const waitedFor = before?.waitedFor ?? activity?.waitsFor ?? null
  const since = before?.code === code ? before.since : now()
  step.adminNeeded = { code, since, tries, waitedFor }
  step.nextAttemptAt = new Date(Date.now() + DAY_MS).toISOString()
  if (before?.code !== code) note(life, 'order.admin-needed', undefined, { step: step.name, code })
  if (activity === null || !isShown) return
  activity.waitsFor = 'admin'
  activity.problem = code
}

/** The step has got on, or fails for another reason: whose move it was before, it is again. */
export function takeFromAdmin(life: Life, step: Step): void {
  const { adminNeeded } = step
  if (adminNeeded === undefined) return
  delete step.adminNeeded
  const { activity } = life.state
  if (
    activity?.waitsFor === 'admin' &&
    activity.problem === adminNeeded.code &&
    adminNeeded.waitedFor !== null
  )
    activity.waitsFor = adminNeeded.waitedFor
}

/** An admin has done something about it: what waited for that is tried at once. */
export function tryHeldSteps(life: Life): void {
  for (const step of life.state.steps) {
    if (step.adminNeeded === undefined) continue
    step.adminNeeded.tries = 0
    step.nextAttemptAt = now()
  }
}

/** What of an order waits for an admin, as its view tells. */
export function adminNeededOf({ steps }: OrderState): { step: string; code: string; since: string }[] {
  return steps.flatMap(({ name, adminNeeded }) =>
    adminNeeded === undefined ? [] : [{ step: name, code: adminNeeded.code, since: adminNeeded.since }],
  )
}

/** Whether the failure is an admin's to mend. */
export function isForAdmin(failure: CaFailure): failure is CaFailure & { kind: 'unavailable' } {
  return failure.kind === 'unavailable' && failure.needsAdmin === true
}
