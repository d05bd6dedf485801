import { isCaCheck } from '../../domain/ca-checks.ts'
import type { OrderActivity } from '../../domain/order-state.ts'
import { type Language, translate } from '../../texts/texts.ts'
import type { OrderJson } from '../schemas/order.ts'

/** What holds an order up, in words. A problem without words of its own is a partner that cannot be reached. */
function problemText(problem: string, language: Language): string {
  const key = isCaCheck(problem) ? `pages:ca-check.${problem}` : `pages:problem.${problem}`
  return translate(language, [key, 'pages:problem.away'])
}

/** What is being done for an order, with its problem in the reader's language beside the code. */
export function activityJson(activity: OrderActivity | null, language: Language): OrderJson['activity'] {
  if (activity === null) return null
  const { problem } = activity
  return { ...activity, problemText: problem === null ? null : problemText(problem, language) }
}
