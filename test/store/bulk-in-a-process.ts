import { openDatabase } from '../../store/database.ts'
import { sendDueItems } from '../../store/queries/bulk.ts'

/** Sends due items one by one and says so after each, until it is killed. */
const [url = ''] = process.argv.slice(2)
const db = await openDatabase(url, { poolMax: 2 })
for (;;) {
  await sendDueItems(db, 1, new Date())
  console.log('sent')
}
