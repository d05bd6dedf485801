import { createKeyRing } from '../platform/secrets.ts'
import { openDatabase } from '../store/database.ts'
import { acquireCall } from '../store/queries/call-limiter.ts'
import { seedInstallation } from '../store/queries/seed.ts'
import { rows, sql } from '../store/sql.ts'
import { createTestDatabase } from '../test/support/postgres.ts'
import type { Figure } from './figures.ts'

const ORDERS = 2_000
const CALLS_PER_SECOND = 20
const BURST = 20

/** The most calls in any second. */
function busiestSecond(timesMs: readonly number[]): number {
  let first = 0
  let most = 0
  timesMs.forEach((at, last) => {
    while (at - (timesMs[first] ?? at) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  })
  return most
}

/**
 * Renewals of 2,000 orders that fall due in the same second, each with one call, over the limiter that all processes
 * share: the limit is measured, not the machine.
 */
export async function renewals(tell: (words: string) => void): Promise<Figure[]> {
  const { url, drop } = await createTestDatabase()
  const db = await openDatabase(url)
  try {
    const caAccount = { mode: 'sandbox', url: 'http://127.0.0.1:1/', userName: 'u', password: 'p' } as const
    const keyRing = createKeyRing('a secret of the benches, thirty-two characters or more')
    const { caAccountId } = await seedInstallation(db, keyRing, { caAccount, products: [] })
    await rows(
      db.em(),
      sql`update ca_accounts set calls_per_second = ${CALLS_PER_SECOND}, call_burst = ${BURST}`,
    )
    tell(`${ORDERS} renewals fall due at once, at ${CALLS_PER_SECOND} calls a second …`)
    const startMs = performance.now()
    const calls = Array.from({ length: ORDERS }, async () => {
      await acquireCall(db, caAccountId)
      return performance.now()
    })
    const times = (await Promise.all(calls)).toSorted((a, b) => a - b)
    const seconds = ((times.at(-1) ?? Number.NaN) - startMs) / 1000
    const ideal = ORDERS / CALLS_PER_SECOND
    const most = CALLS_PER_SECOND + BURST
    return [
      { name: 'renewals: 2,000 at once, all called', value: seconds, unit: 's', limit: ideal * 1.2 },
      {
        name: 'renewals: calls in the busiest second',
        value: busiestSecond(times),
        unit: 'calls',
        limit: most,
      },
      { name: 'renewals: missed', value: ORDERS - times.length, unit: 'orders', limit: 0 },
    ]
  } finally {
    await db.close()
    await drop()
  }
}
