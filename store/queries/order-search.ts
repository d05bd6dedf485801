import { canonicalSerial } from '../../domain/serial-number.ts'
import { canonicalEmail } from '../../pki/email-address.ts'
import { normalizeName } from '../../pki/names.ts'
import { type Fragment, joined, sql } from '../sql.ts'

/** The text as a part of whatever is searched: its own `%`, `_` and `\` mean themselves. */
export function patternOf(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
}

/** What is looked for among names: the name that was typed, as names are kept; else the text as it is. */
function nameIn(text: string): string {
  const read = normalizeName(text)
  return read.ok ? read.name.name : text
}

/** Digits in front may be zeros that are not kept, and a part of a number has no whole octets. */
function serialIn(text: string): string {
  return canonicalSerial(text)?.replace(/^0(?=.)/, '') ?? text
}

/**
 * A statement that gives the ids of the orders in which the text occurs: in their names, serial numbers, references, CA
 * order ids, or their customer's name, reference or address. Names may be typed as web addresses or in Unicode, serial
 * numbers with colons and zeros in front, people without the marks on their letters. Each branch has a trigram index of
 * its own, which an `or` over the joined tables could not use.
 */
export function orderSearch(text: string): Fragment {
  const pattern = patternOf(text)
  const email = patternOf(canonicalEmail(text))
  const customers = sql`select c2.id from customers c2 where c2.email ilike ${email} or c2.reference ilike ${pattern}
    or certloom_folded(c2.first_name || ' ' || c2.last_name || ' ' || coalesce(c2.company, ''))
      like certloom_folded(${pattern.normalize('NFC')})`
  return joined(
    [
      sql`select order_id from order_names where name ilike ${patternOf(nameIn(text))}`,
      sql`select order_id from certificates where serial_number ilike ${patternOf(serialIn(text))}`,
      sql`select order_id from ca_orders where ca_order_id ilike ${pattern}`,
      sql`select id from orders where reference ilike ${pattern}`,
      sql`select id from orders where id = ${text.trim().toLowerCase()}`,
      sql`select id from orders where customer_id in (${customers})`,
    ],
    'union',
  )
}
