import type { Database } from '../database.ts'
import { rows, sql } from '../sql.ts'
import { type MailRequest, orderMailsInsert } from './outbox.ts'

/** One address may be that of customers of several billing systems; more than so many are hardly one person. */
const MOST_CUSTOMERS = 10

/** What somebody typed who wants in, and where they wanted to go. */
export interface SignInRequest {
  email: string
  /** The order that the page is about, if it is about one. */
  orderId: string | null
  page: string | null
  /** However often it is asked within one, a mail is sent once. */
  occasion: string
}

/** The order that was meant, where it is that person's; else the newest of each customer with this address. */
async function ordersOf(db: Database, { email, orderId }: SignInRequest): Promise<{ orderId: string }[]> {
  return rows<{ orderId: string }>(
    db.em(),
    sql`with known as (select id from customers where lower(email) = lower(${email})),
          meant as (select o.id from orders o join known k on k.id = o.customer_id where o.id = ${orderId})
        select id as "orderId" from meant
        union all
        (select newest.id from known k cross join lateral (
            select o.id, o.created_at from orders o where o.customer_id = k.id order by o.created_at desc limit 1
          ) newest
          where not exists (select 1 from meant) order by newest.created_at desc limit ${MOST_CUSTOMERS})`,
  )
}

/** Asks for the mails that let the holder of this address in; none where nobody has it. */
export async function requestSignInMails(db: Database, request: SignInRequest): Promise<void> {
  const { orderId, page, occasion } = request
  const found = await ordersOf(db, request)
  const isMeant = found.some((each) => each.orderId === orderId)
  const mail: MailRequest = isMeant
    ? { template: 'sign-in-link', occasion, page }
    : { template: 'sign-in', occasion, page: orderId === null ? page : null }
  await rows(db.em(), orderMailsInsert(found.map((each) => ({ ...mail, orderId: each.orderId }))))
}
