import type { Request } from 'express'
import type { ShownProblem } from '../forms/problems.ts'
import type { Configuring } from './configuration.ts'

/** What was refused of this order's configuration and has not been touched since. */
export function refusedProblems(request: Request, orderId: string): readonly ShownProblem[] {
  const { refused } = request.session
  return refused?.orderId === orderId ? refused.problems : []
}

/** Remembers what was refused, for the step that is not shown now. */
export function keepRefused(request: Request, orderId: string, problems: readonly ShownProblem[]): void {
  const { refused } = request.session
  const refusalAt = refused?.orderId === orderId ? refused.refusalAt : null
  if (problems.length === 0 && refusalAt === null) delete request.session.refused
  else request.session.refused = { orderId, problems: [...problems], refusalAt }
}

/** Takes up what the CA refused while nobody was waiting for its answer; each refusal once, for it may be mended since. */
export function adoptRefusal(request: Request, { order, refusal }: Configuring): void {
  const { refused } = request.session
  if (refusal === null || (refused?.orderId === order.id && refused.refusalAt === refusal.at)) return
  request.session.refused = { orderId: order.id, problems: refusal.problems, refusalAt: refusal.at }
}

/** What was refused of these fields is being mended. */
export function forgetRefused(request: Request, orderId: string, fields: readonly string[]): void {
  const left = refusedProblems(request, orderId).filter(
    ({ field }) => field !== '' && !fields.includes(field),
  )
  keepRefused(request, orderId, left)
}
