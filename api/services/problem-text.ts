import { alarmReasonKeys } from '../../domain/alarm-params.ts'
import { isCaCheck } from '../../domain/ca-checks.ts'
import type { OrderActivity, Party } from '../../domain/order-state.ts'
import { type Language, translate } from '../../texts/texts.ts'
import type { OrderJson } from '../schemas/order.ts'

/** What holds an order up, in words. A problem without words of its own is a partner that cannot be reached. */
function problemText(problem: string, waitsFor: Party, language: Language): string {
  if (waitsFor === 'admin' && !isCaCheck(problem))
    return translate(language, alarmReasonKeys({ step: problem }))
  const key = isCaCheck(problem) ? `pages:ca-check.${problem}` : `pages:problem.${problem}`
  return translate(language, [key, 'pages:problem.away'])
}

/** What is being done for an order, with its problem in the reader's language beside the code. */
export function activityJson(activity: OrderActivity | null, language: Language): OrderJson['activity'] {
  if (activity === null) return null
  const { problem, waitsFor } = activity
  return { ...activity, problemText: problem === null ? null : problemText(problem, waitsFor, language) }
}
