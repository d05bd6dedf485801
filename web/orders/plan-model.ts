import type { PlanJson } from '../services.ts'

/** Steps that are shown at once; the rest is a click away. */
const FIRST_STEPS = 4

/** What a page shows of an order's plan; null where nothing happens by itself any more. */
export function planModel(plan: PlanJson): object | null {
  const { policy, daysBefore, controlMethodEndsOn, steps } = plan
  if (steps.length === 0) return null
  const rows = steps.map((step) => ({ ...step, needsClient: step.clientBy !== null }))
  return {
    policy,
    daysBefore,
    controlMethodEndsOn,
    next: rows.slice(0, FIRST_STEPS),
    later: rows.slice(FIRST_STEPS),
  }
}
