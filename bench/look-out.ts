import { lookOut } from '../loops/alarms/look-out.ts'
import { createKeyRing } from '../platform/secrets.ts'
import type { Database } from '../store/database.ts'
import { openDatabase } from '../store/database.ts'
import { beat } from '../store/queries/heartbeats.ts'
import { seedInstallation } from '../store/queries/seed.ts'
import { rows, sql } from '../store/sql.ts'
import { createTestDatabase } from '../test/support/postgres.ts'
import { type Figure, percentile } from './figures.ts'
import { manyOrders, standingOver } from './many-orders.ts'

const ORDERS = 100_000
/** One order in so many has something that stands. */
const ONE_STANDS_IN = 100
const QUIET_LOOKS = 10

/**
 * One look at everything that may need a hand, over 100,000 orders of which 1,000 stand: when all of that is new, when
 * nothing is, and when all of it is over. It comes twice a minute, beside everything else that PostgreSQL has to do.
 */
export async function lookOuts(tell: (words: string) => void): Promise<Figure[]> {
  const { url, drop } = await createTestDatabase()
  const db = await openDatabase(url)
  try {
    await seed(db)
    tell(`look-out: keeping ${ORDERS} orders`)
    await manyOrders(db, ORDERS, ONE_STANDS_IN)
    const standing = ORDERS / ONE_STANDS_IN
    const fresh = await timedLook(db)
    if (fresh.told !== standing) throw new Error(`${standing} were to be raised, not ${fresh.told}`)
    const quiet: number[] = []
    for (let count = 0; count < QUIET_LOOKS; count += 1) quiet.push((await timedLook(db)).ms)
    await standingOver(db)
    const over = await timedLook(db)
    return [
      { name: 'look-out: 1,000 of 100,000 orders new', unit: 'ms', value: fresh.ms, limit: 1_000 },
      { name: 'look-out: nothing new, p50', unit: 'ms', value: percentile(quiet, 0.5), limit: 500 },
      { name: 'look-out: 1,000 over', unit: 'ms', value: over.ms, limit: 800 },
      { name: 'look-out: events for one webhook', unit: 'events', value: over.told, limit: 2 * standing },
    ]
  } finally {
    await db.close()
    await drop()
  }
}

async function seed(db: Database): Promise<void> {
  const keyRing = createKeyRing('a secret of the benches, thirty-two characters or more')
  const caAccount = { mode: 'sandbox', url: 'http://127.0.0.1:1/', userName: 'u', password: 'p' } as const
  await seedInstallation(db, keyRing, { caAccount, products: [] })
  await rows(db.em(), sql`insert into webhooks (id, url) values ('bench', 'http://127.0.0.1:1/')`)
  await rows(db.em(), sql`update ca_accounts set last_ok_at = now()`)
}

/** @returns how long it took, and of how much the webhook has been told altogether */
async function timedLook(db: Database): Promise<{ ms: number; told: number }> {
  const now = new Date()
  await beat(db, 'worker', now)
  const startMs = performance.now()
  await lookOut({ db, isEngineUp: async () => true, clock: () => now })
  const ms = performance.now() - startMs
  const [found] = await rows<{ told: number }>(
    db.em(),
    sql`select count(*)::int as told from webhook_deliveries where webhook_id = 'bench'`,
  )
  return { ms, told: found?.told ?? 0 }
}
