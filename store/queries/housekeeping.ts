import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'
import { COUNTS } from './documents.ts'
import { forgetExchanges } from './exchanges.ts'
import { installationSettings } from './settings.ts'

const DAY_MS = 86_400_000

/**
 * Forgets what nobody can ask for any more: what was said to the CA long ago, answers to repeated requests after a week,
 * links a day after their end, what billing systems were told after 90 days, and after a day configurations that were only checked, documents that came too late, and
 * both where the sender died before the command was kept.
 */
export async function forgetOldRows(db: Database, now: Date): Promise<void> {
  const em = db.em()
  await rows(
    em,
    sql`delete from idempotent_requests where created_at < ${now}::timestamptz - interval '7 days'`,
  )
  await rows(em, sql`delete from client_links where expires_at < ${now}::timestamptz - interval '1 day'`)
  await rows(
    em,
    sql`delete from configurations c where c.created_at < ${now}::timestamptz - interval '1 day'
          and not exists (select 1 from commands k where k.order_id = c.order_id
            and k.arguments ->> 'configurationId' = c.id)
          and not exists (select 1 from ca_orders a where a.order_id = c.order_id and a.configuration_id = c.id)`,
  )
  await rows(
    em,
    sql`delete from documents d where d.created_at < ${now}::timestamptz - interval '1 day' and not ${COUNTS}`,
  )
  await rows(
    em,
    sql`delete from webhook_events e where e.at < ${now}::timestamptz - interval '90 days'
          and not exists (select 1 from webhook_deliveries d where d.event_id = e.id and d.state = 'pending')`,
  )
  const { exchangesKeptDays } = await installationSettings(db)
  await forgetExchanges(db, new Date(now.getTime() - exchangesKeptDays * DAY_MS))
}
