import type { Database } from '../database.ts'
import { Product, type ProductRow } from '../entities/product.ts'
import { rows, sql } from '../sql.ts'

export interface ProductWithAccount {
  product: ProductRow
  /** Of the account that its orders go to; null where it names none. */
  accountName: string | null
}

/** The whole catalogue in the order of its codes, each product with the name of its account. */
export async function productsWithAccounts(db: Database): Promise<ProductWithAccount[]> {
  const em = db.em()
  const found = await rows<{ account_name: string | null }>(
    em,
    sql`select p.*, a.name as account_name
        from products p left join ca_accounts a on a.id = p.settings->>'caAccountId'
        order by p.code`,
  )
  return found.map(({ account_name: accountName, ...columns }) => ({
    product: em.map(Product, columns),
    accountName,
  }))
}
