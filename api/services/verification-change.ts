import { CertloomError } from '../../domain/errors.ts'
import { minuteOf } from '../../platform/days.ts'
import type { CaOrderEmail, CaOrderRow } from '../../store/queries/ca-orders.ts'
import type { OrderRecord } from '../../store/queries/order-record.ts'
import { verificationChoice } from '../schemas/configuration.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { verificationChange } from '../schemas/verification.ts'
import { type VerificationChoice, verificationProblems } from './verification-rules.ts'

/**
 * The way of proving control that is asked for.
 * @throws {CertloomError} `invalid-input`
 */
export function goodChoice(order: OrderRecord, row: CaOrderRow | null, body: unknown): VerificationChoice {
  const choice = parseInput(verificationChoice, body)
  const names = row?.names.map(({ name }) => name) ?? order.view.names
  const problems = verificationProblems(choice, names, order.product)
  if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
  return choice
}

/**
 * A mailbox is proven in one way only: whatever is chosen is too much.
 * @throws {CertloomError} `invalid-input`
 */
export function noChoice(body: unknown): Record<string, never> {
  const change = parseInput(verificationChange, body)
  const chosen = Object.entries(change).filter(([, value]) => value !== undefined)
  const problems = chosen.map(([field]) => ({ path: `/${field}`, code: 'not-for-product' }))
  if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
  return {}
}

/** The CA does not say with its refusal until when the last message holds; we know it from the mailbox's state. */
export function untilWhen(error: unknown, email: CaOrderEmail | null, timeZone: string): unknown {
  const until = email?.linkValidUntil ?? null
  if (!(error instanceof CertloomError) || until === null) return error
  const problems = error.problems.map((problem) =>
    problem.code === 'mail-still-valid'
      ? {
          ...problem,
          code: 'mail-still-valid-until',
          params: { until: minuteOf(until, timeZone) },
        }
      : problem,
  )
  return new CertloomError(error.code, { problems, details: { ...error.details } })
}
