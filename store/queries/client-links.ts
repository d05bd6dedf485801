import { createHash } from 'node:crypto'
import { newId, newSecret } from '../../platform/ids.ts'
import type { Database } from '../database.ts'
import { row, rows, sql } from '../sql.ts'

export const LINK_PURPOSES = ['sign-in', 'configuration'] as const
export type LinkPurpose = (typeof LINK_PURPOSES)[number]

/** Whom a one-time link signs in, and where it leads. */
export interface LinkHolder {
  customerId: string
  billingSystemId: string
  orderId: string | null
  /** The page that was meant, a path; null for that of the order. */
  page: string | null
  purpose: LinkPurpose
  language: 'pl' | 'en'
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Makes a link's token, good once for `ttlMs`. It is nowhere kept. */
export async function createClientLink(
  db: Database,
  link: Pick<LinkHolder, 'customerId' | 'orderId' | 'purpose'> & { page?: string | null; ttlMs: number },
): Promise<string> {
  const token = newSecret(256)
  await rows(
    db.em(),
    sql`insert into client_links (id, token_hash, customer_id, order_id, page, purpose, expires_at)
        values (${newId()}, ${hashOf(token)}, ${link.customerId}, ${link.orderId}, ${link.page ?? null},
          ${link.purpose},
          now() + make_interval(secs => ${link.ttlMs / 1000}))`,
  )
  return token
}

/** Uses the link up. Of many who bring the same token, one gets its holder; used, expired and unknown are null. */
export async function consumeClientLink(db: Database, token: string): Promise<LinkHolder | null> {
  return row<LinkHolder & Record<string, unknown>>(
    db.em(),
    sql`update client_links l set used_at = now() from customers c
        where l.token_hash = ${hashOf(token)} and l.used_at is null and l.expires_at > now()
          and c.id = l.customer_id
        returning c.id as "customerId", c.billing_system_id as "billingSystemId", l.order_id as "orderId",
          l.page, l.purpose, c.language`,
  )
}

/** Where a link led that signs nobody in any more; null for one that never was, or is long over. */
export async function whereLinkLed(
  db: Database,
  token: string,
): Promise<Pick<LinkHolder, 'orderId' | 'page'> | null> {
  return row<Pick<LinkHolder, 'orderId' | 'page'> & Record<string, unknown>>(
    db.em(),
    sql`select order_id as "orderId", page from client_links where token_hash = ${hashOf(token)}`,
  )
}
