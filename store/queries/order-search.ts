import { type Fragment, joined, sql } from '../sql.ts'

/** The text as a part of whatever is searched: its own `%`, `_` and `\` mean themselves. */
function patternOf(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
}

/**
 * A statement that gives the ids of the orders in which the text occurs: in their names, serial numbers, references, CA
 * order ids, or their customer's name, reference or address. Each branch has a trigram index of its own, which an `or`
 * over the joined tables could not use.
 */
export function orderSearch(text: string): Fragment {
  const pattern = patternOf(text)
  const customers = sql`select c2.id from customers c2 where c2.email ilike ${pattern} or c2.reference ilike ${pattern}
    or (c2.first_name || ' ' || c2.last_name || ' ' || coalesce(c2.company, '')) ilike ${pattern}`
  return joined(
    [
      sql`select order_id from order_names where name ilike ${pattern}`,
      sql`select order_id from certificates where serial_number ilike ${pattern}`,
      sql`select order_id from ca_orders where ca_order_id ilike ${pattern}`,
      sql`select id from orders where reference ilike ${pattern}`,
      sql`select id from orders where id = ${text.trim().toLowerCase()}`,
      sql`select id from orders where customer_id in (${customers})`,
    ],
    'union',
  )
}
