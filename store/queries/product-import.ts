import type { EntityManager } from '@mikro-orm/postgresql'
import type { Database } from '../database.ts'
import { rows, sql, textArray } from '../sql.ts'
import { type ProductFacts, writeProductFacts } from './product-facts.ts'

/** What an import came to, as codes. */
export interface CatalogueChanges {
  added: string[]
  /** Known before, and now with other facts. */
  changed: string[]
  /** Listed, but nobody has said yet what kind of product they are, or what of it is validated. */
  unknown: string[]
  /** In the catalogue for this account, and not in its list. They stay as they are. */
  gone: string[]
}

type Print = { code: string; print: string; isKnown: boolean }

async function prints(em: EntityManager): Promise<Map<string, Print>> {
  const found = await rows<Print>(
    em,
    sql`select code, kind is not null and validation is not null as "isKnown", md5(row(name, ca_name, kind, validation, renewal_code, validity_days, names,
          hash_algorithms, methods)::text) as print from products order by code`,
  )
  return new Map(found.map((each) => [each.code, each]))
}

/** Marks what the list lacks. What was never imported, nor made by hand, may be anybody's: it is taken for this account's. */
async function markGone(
  em: EntityManager,
  caAccountId: string,
  listed: readonly string[],
): Promise<string[]> {
  const gone = await rows<{ code: string }>(
    em,
    sql`update products set gone_at = coalesce(gone_at, now())
        where not by_hand and coalesce(listed_by, ${caAccountId}) = ${caAccountId}
          and code <> all(${textArray(listed)})
        returning code`,
  )
  return gone.map(({ code }) => code).toSorted()
}

/**
 * Brings the catalogue up to an account's list. New products are not sold before an admin says so; what an admin chose
 * stays. Two imports come one after the other.
 */
export async function importCatalogue(
  db: Database,
  caAccountId: string,
  list: readonly ProductFacts[],
): Promise<CatalogueChanges> {
  const codes = list.map(({ code }) => code)
  return db.em().transactional(async (em) => {
    await rows(em, sql`lock table products in share row exclusive mode`)
    const before = await prints(em)
    await writeProductFacts(
      em,
      list.map((facts) => ({ ...facts, settings: {}, enabled: false, listedBy: caAccountId })),
    )
    const gone = await markGone(em, caAccountId, codes)
    const after = await prints(em)
    return {
      added: codes.filter((code) => !before.has(code)),
      changed: codes.filter((code) => before.has(code) && before.get(code)?.print !== after.get(code)?.print),
      unknown: codes.filter((code) => after.get(code)?.isKnown === false),
      gone,
    }
  })
}
