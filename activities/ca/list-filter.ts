import type { CertumExchange } from './certum/call.ts'
import type { Operation } from './certum/operations.ts'

/** What the watcher asks every few seconds, for ever. */
const ASKED_ALWAYS: Operation = 'getModifiedOrders'
/** Differs in every answer. */
const CLOCK = /<timestamp>[^<]*<\/timestamp>/g

/**
 * Makes a judge of which calls about no order are worth keeping: all but lists of changes that carried nothing, or
 * failed or carried the same as the one before.
 */
export function createListFilter(): (caAccountId: string, exchange: CertumExchange) => boolean {
  const lastSaid = new Map<string, string>()
  return (caAccountId, exchange) => {
    if (exchange.operation !== ASKED_ALWAYS) return true
    const said = whatWasSaid(exchange)
    const before = lastSaid.get(caAccountId)
    lastSaid.set(caAccountId, said)
    return said !== '' && said !== before
  }
}

/** Nothing for an empty list. */
function whatWasSaid({ failure, errorNumbers, response }: CertumExchange): string {
  if (failure !== null) return [failure, ...errorNumbers].join(' ')
  const carriesOrders = response !== null && /<(?:[\w.-]+:)?Order[\s>]/.test(response)
  return carriesOrders ? response.replace(CLOCK, '') : ''
}
