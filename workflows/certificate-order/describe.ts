import type { OrderActivity, OrderStateName } from '../../domain/order-state.ts'
import type { MoveName } from '../../domain/term-plan.ts'
import type { OrderStart } from '../contract.ts'
import { plannedMove } from './plan.ts'
import { currentPurchase, expiresAt, type OrderState } from './state.ts'

const NEXT: Record<OrderStateName, string> = {
  'awaiting-payment': 'Waits for the first payment.',
  'awaiting-acceptance': 'Waits for an admin to accept it.',
  'awaiting-configuration': 'Waits for the client to configure it.',
  verifying: 'Ordered at the CA, not yet issued.',
  issued: 'A valid certificate exists.',
  revoked: 'No valid certificate is left: revoked. The term may still run.',
  expired: 'No valid certificate is left: expired. The term may still run.',
  cancelled: 'Cancelled. Nothing more will happen.',
  rejected: 'The CA refused it. It can be repeated.',
  ended: 'The term is over. Nothing more will happen.',
}

function activityLine(activity: OrderActivity): string {
  const problem = activity.problem === null ? '' : `, held up by \`${activity.problem}\``
  return `Running: ${activity.kind}, ${activity.step}; waits for ${activity.waitsFor} since ${activity.since}${problem}.`
}

const MOVES: Record<MoveName, string> = {
  reissue: 'the certificate is reissued',
  renew: 'it is renewed at the CA',
  invoice: 'the invoice of the next term is asked for',
  notify: 'the client is told that the certificate ends',
}

/** What happens by itself, and when; or why nothing does. */
function planLine(start: OrderStart, state: OrderState): string | null {
  if (state.suspended) return 'Suspended: nothing is done by itself until it is resumed.'
  const move = plannedMove(state, start)
  if (move !== null) return `Waits until ${move.at}; then ${MOVES[move.what]} (${move.reason}).`
  const isQuiet = state.state === 'issued' && state.activity === null
  return isQuiet ? `Nothing is planned; waits until ${expiresAt(state)}, when the certificate ends.` : null
}

function endLine({ cancellation, failed }: OrderState): string | null {
  if (cancellation !== null) return `Its end was asked for: ${cancellation.when}.`
  return failed === null ? null : `The last try failed (\`${failed.code}\`, ${failed.at}).`
}

/** A short account, in Markdown, of where an order stands and what it waits for: the Temporal UI shows it. */
export function describe(start: OrderStart, state: OrderState): string {
  const purchase = currentPurchase(state)
  const lines = [
    `**${state.state}** since ${state.stateSince}. ${NEXT[state.state]}`,
    `Product ${start.product.code} ${start.product.name} (${start.caMode}).`,
    state.names.length === 0 ? null : `Names: ${state.names.join(', ')}`,
    purchase?.status ? `CA order \`${purchase.caOrderId}\`: ${purchase.status}.` : null,
    purchase?.status && purchase.method
      ? `Control by ${purchase.method}: ${purchase.control.verified} of ${purchase.control.of} verified.`
      : null,
    state.activity === null ? null : activityLine(state.activity),
    planLine(start, state),
    endLine(state),
    ...state.steps.map((step) => `Step ${step.name}: try ${step.attempt + 1} at ${step.nextAttemptAt}.`),
    expiresAt(state) === null ? null : `Expires ${expiresAt(state)}.`,
  ]
  return lines.filter((line) => line !== null).join('\n\n')
}
