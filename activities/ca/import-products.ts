import { methodsOfKind, namesOfKind } from '../../domain/product-presets.ts'
import type { ProductFacts } from '../../store/queries/product-facts.ts'
import { importCatalogue } from '../../store/queries/product-import.ts'
import { importEnded } from '../../store/queries/wanted-imports.ts'
import type { CatalogueImportResult } from '../../workflows/contract.ts'
import type { CaDeps } from './deps.ts'
import type { CaProduct } from './port.ts'
import { problemForAdmin } from './problem-for-admin.ts'

/** Where neither the CA nor the code says how long a product is valid. */
const YEAR_DAYS = 365

function factsOf(product: CaProduct, listed: ReadonlySet<string>): ProductFacts {
  const { code, name, kind, validation, renewalCode, validityDays, mostNames, hashAlgorithms } = product
  return {
    code,
    name: name || code,
    kind,
    validation,
    renewalCode: renewalCode !== null && listed.has(renewalCode) ? renewalCode : null,
    validityDays: validityDays ?? YEAR_DAYS,
    names: namesOfKind(kind, mostNames ?? undefined),
    hashAlgorithms,
    methods: methodsOfKind(kind),
  }
}

/**
 * Each code once; renewals only where no product that is listed is renewed by them. One of those whose code nobody knows
 * stays visible, without a kind, so that an admin says what it is.
 */
function sort(list: readonly CaProduct[]): { products: CaProduct[]; ignored: string[] } {
  const unique = [...new Map(list.map((product) => [product.code, product])).values()]
  const issuing = unique.filter(({ purpose }) => purpose === 'issue')
  const renewals = new Set(issuing.map(({ renewalCode }) => renewalCode))
  const isOrphan = ({ purpose, code }: CaProduct) => purpose === 'renew' && !renewals.has(code)
  const shown = unique.filter(
    (product) => product.purpose === 'issue' || (isOrphan(product) && !product.isKnown),
  )
  const ignored = unique.filter((product) => isOrphan(product) && product.isKnown)
  const products = shown.map((product) => (isOrphan(product) ? { ...product, kind: null } : product))
  return { products, ignored: ignored.map(({ code }) => code) }
}

/**
 * Brings the catalogue up to what an account may sell. What an admin has to mend, such as a wrong password, is an answer
 * like any other; a CA that is away is thrown, to be asked again.
 */
export async function importProducts(
  deps: Pick<CaDeps, 'db' | 'portOf'>,
  { caAccountId }: { caAccountId: string },
): Promise<CatalogueImportResult> {
  try {
    const list = await (await deps.portOf(caAccountId)).products()
    const { products, ignored } = sort(list)
    const listed = new Set(list.map(({ code }) => code))
    const facts = products.map((product) => factsOf(product, listed))
    const changes = await importCatalogue(deps.db, caAccountId, facts)
    await importEnded(deps.db, caAccountId)
    return { ok: true, ...changes, ignored }
  } catch (error) {
    const problem = problemForAdmin(error)
    if (problem === null) throw error
    await importEnded(deps.db, caAccountId)
    return { ok: false, problem }
  }
}
