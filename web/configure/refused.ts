import type { Request } from 'express'
import type { ShownProblem } from '../problems.ts'

/** What was refused of this order's configuration and has not been touched since. */
export function refusedProblems(request: Request, orderId: string): readonly ShownProblem[] {
  const { refused } = request.session
  return refused?.orderId === orderId ? refused.problems : []
}

/** Remembers what was refused, for the step that is not shown now. */
export function keepRefused(request: Request, orderId: string, problems: readonly ShownProblem[]): void {
  if (problems.length === 0) delete request.session.refused
  else request.session.refused = { orderId, problems: [...problems] }
}

/** What was refused of these fields is being mended. */
export function forgetRefused(request: Request, orderId: string, fields: readonly string[]): void {
  const left = refusedProblems(request, orderId).filter(
    ({ field }) => field !== '' && !fields.includes(field),
  )
  keepRefused(request, orderId, left)
}
