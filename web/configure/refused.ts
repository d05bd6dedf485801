import type { Request } from 'express'
import { hashOf } from '../../api/services/canonical-json.ts'
import { type FormValues, listOf, valuesOf } from '../forms/form-values.ts'
import type { ShownProblem } from '../forms/problems.ts'
import type { Configuring } from './configuration.ts'
import { configurationBody } from './step.ts'

/** A refusal, and what it was about: once that is another, the refusal says nothing any more. */
export interface RefusedProblem extends ShownProblem {
  about: string
}

/** What a problem looked at. One that names no single field may be mended by any of them. */
function watchedBy({ field, index }: ShownProblem, values: FormValues): unknown {
  if (index !== null) return listOf(values, field)[index] ?? null
  const group = field.split('.')[0] ?? ''
  if (group === 'verification')
    return Object.entries(values).filter(([name]) => name === 'names[]' || name.startsWith('verification.'))
  // What the CSR says counts where a field is empty.
  return field in values && field !== 'names[]' ? [values[field], values.csr] : values
}

/** Compared as they are kept: what is typed and what a draft gives back differ in blanks and empty fields. */
function aboutOf(problem: ShownProblem, values: FormValues): string {
  return hashOf(watchedBy(problem, valuesOf(configurationBody(values))))
}

/** What was refused of this order's configuration and has not been touched since, wherever it was entered. */
export function refusedProblems(
  request: Request,
  orderId: string,
  values: FormValues,
): readonly RefusedProblem[] {
  const { refused } = request.session
  if (refused?.orderId !== orderId) return []
  return refused.problems.filter((problem) => problem.about === aboutOf(problem, values))
}

/** Remembers what was refused of these values, for the step that is not shown now. */
export function keepRefused(
  request: Request,
  orderId: string,
  problems: readonly ShownProblem[],
  values: FormValues,
): void {
  const { refused } = request.session
  const refusalAt = refused?.orderId === orderId ? refused.refusalAt : null
  const kept = problems.map((problem) => ({ ...problem, about: aboutOf(problem, values) }))
  if (kept.length === 0 && refusalAt === null) delete request.session.refused
  else request.session.refused = { orderId, problems: kept, refusalAt }
}

/** Takes up what the CA refused while nobody was waiting for its answer; each refusal once, for it may be mended since. */
export function adoptRefusal(request: Request, { order, refusal, saved }: Configuring): void {
  const { refused } = request.session
  if (refusal === null || (refused?.orderId === order.id && refused.refusalAt === refusal.at)) return
  const problems = refusal.problems.map((problem) => ({ ...problem, about: aboutOf(problem, saved) }))
  request.session.refused = { orderId: order.id, problems, refusalAt: refusal.at }
}

/** A step was sent and is judged anew: only what was refused of the other step's fields still stands. */
export function forgetRefused(
  request: Request,
  { order, saved }: Configuring,
  othersFields: readonly string[],
): void {
  const left = refusedProblems(request, order.id, saved).filter(({ field }) => othersFields.includes(field))
  keepRefused(request, order.id, left, saved)
}
