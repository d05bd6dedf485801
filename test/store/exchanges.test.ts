import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { insertExchanges, type NewExchange, orderExchanges } from '../../store/queries/exchanges.ts'
import { forgetOldRows } from '../../store/queries/housekeeping.ts'
import { row, sql } from '../../store/sql.ts'
import { withInstallation } from './installation.ts'

const here = withInstallation()
const DAY_MS = 86_400_000

function saidDaysAgo(days: number, orderId: string | null): NewExchange {
  return {
    caAccountId: here.caAccountId,
    orderId,
    operation: 'getProductList',
    startedAt: new Date(Date.now() - days * DAY_MS).toISOString(),
    durationMs: 1,
    httpStatus: null,
    failure: 'unreachable',
    errorNumbers: [],
    request: null,
    response: null,
  }
}

async function count(): Promise<number> {
  return (
    (await row<{ n: number }>(here.db.em(), sql`select count(*)::integer as n from ca_exchanges`))?.n ?? 0
  )
}

describe('calls of the CA that were kept', () => {
  test('are forgotten after their time, however many there are', async () => {
    const old = Array.from({ length: 4_500 }, () => saidDaysAgo(90.5, null))
    await insertExchanges(here.db, [...old, saidDaysAgo(89, 'an order'), saidDaysAgo(1, null)])
    assert.equal(await count(), 4_502)
    await forgetOldRows(here.db, new Date())
    assert.equal(await count(), 2)
    assert.equal((await orderExchanges(here.db, 'an order', {})).items.length, 1)
  })

  test('may be none at all', async () => {
    await insertExchanges(here.db, [])
    assert.deepEqual(await orderExchanges(here.db, 'nobody', {}), { items: [], nextCursor: null })
  })
})
