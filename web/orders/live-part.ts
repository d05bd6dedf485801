import type { Request, Response } from 'express'
import { isCaCheck } from '../../domain/ca-checks.ts'
import type { ActivityStep } from '../../domain/order-state.ts'
import type { PageOptions, ShowPage } from '../page.ts'
import type { OrderJson } from '../services.ts'

/** What waits for money or for a key goes on when somebody comes back with it, not by itself. */
const AT_REST: readonly ActivityStep[] = ['awaiting-payment', 'awaiting-csr']

/** Whether an order may look different in a moment without anybody doing anything on its page. */
export function isMoving({ state, activity }: Pick<OrderJson, 'state' | 'activity'>): boolean {
  return activity === null ? state === 'verifying' : !AT_REST.includes(activity.step)
}

/** A check of the CA's that failed, as every page about the order shows it. */
export function failedCheck({
  activity,
}: Pick<OrderJson, 'activity'>): { code: string; text: string } | null {
  if (activity === null || !isCaCheck(activity.problem)) return null
  return { code: activity.problem, text: activity.problemText ?? '' }
}

/** Shows a page with a living part, or (for `?fragment`) that part alone: it is the view `<name>-live`. */
export function showLive(
  show: ShowPage,
  request: Request,
  response: Response,
  view: string,
  options: PageOptions,
  model: object,
): void {
  const isFragment = request.query.fragment !== undefined
  show(request, response, isFragment ? `${view}-live` : view, { ...options, isFragment }, model)
}
