import type { Logger } from '../../platform/logger.ts'
import type { Database } from '../../store/database.ts'
import { insertExchanges, type NewExchange } from '../../store/queries/exchanges.ts'
import type { CertumExchange } from './certum/call.ts'
import { createListFilter } from './list-filter.ts'
import { currentOrderId } from './order-context.ts'

/** Of one text: the rest says nothing that a person would read. */
const LONGEST_TEXT = 64 * 1024
const FLUSH_AFTER_MS = 500
/** Waiting to be written, while PostgreSQL is slow or away: the oldest go first. */
const MOST_WAITING = 300

/** Keeps what was said to and by the CA, beside the calls: none waits for it, and none fails by it. */
export interface ExchangeLog {
  /** Notes a call of an account, for the order that the running code is about. */
  note(caAccountId: string, exchange: CertumExchange): void
  /** Writes what is waiting. */
  flush(): Promise<void>
}

export function createExchangeLog(db: Database, log: Pick<Logger, 'warn'>): ExchangeLog {
  const isWorthKeeping = createListFilter()
  let waiting: NewExchange[] = []
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }
  const flushSoon = (): void => {
    timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref()
  }
  const write = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    try {
      await insertExchanges(db, batch)
    } catch (error) {
      log.warn({ exchanges: batch.length, err: error }, 'calls of the CA could not be logged')
      waiting = [...batch, ...waiting].slice(-MOST_WAITING)
      flushSoon()
    }
  }
  return {
    note: (caAccountId, exchange) => {
      const orderId = currentOrderId()
      if (orderId === null && !isWorthKeeping(caAccountId, exchange)) return
      waiting.push(keepable(caAccountId, orderId, exchange))
      if (waiting.length > MOST_WAITING) waiting.shift()
      flushSoon()
    },
    flush,
  }
}

function keepable(caAccountId: string, orderId: string | null, exchange: CertumExchange): NewExchange {
  const { operation, startedAt, durationMs, status, failure, errorNumbers } = exchange
  return {
    caAccountId,
    orderId,
    operation,
    startedAt,
    durationMs,
    httpStatus: status,
    failure,
    errorNumbers,
    request: textOf(exchange.request),
    response: textOf(exchange.response),
  }
}

/** At most so long, and without what PostgreSQL cannot hold. */
function textOf(text: string | null): string | null {
  if (text === null) return null
  const holdable = text.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\0', '\ufffd')
  return text.length > LONGEST_TEXT ? `${holdable}[… ${text.length} characters]` : holdable
}
