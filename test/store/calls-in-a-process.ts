import { openDatabase } from '../../store/database.ts'
import { acquireCall } from '../../store/queries/call-limiter.ts'

/** Asks for calls of an account, all at once, and writes at which instants (ms of a clock all processes share) it got them. */
const [url = '', accountId = '', calls = ''] = process.argv.slice(2)
const db = await openDatabase(url, { poolMax: 4 })
const grantedMs = await Promise.all(
  Array.from({ length: Number(calls) }, async () => {
    await acquireCall(db, accountId)
    return Number(process.hrtime.bigint()) / 1e6
  }),
)
await db.close()
console.log(JSON.stringify(grantedMs))
