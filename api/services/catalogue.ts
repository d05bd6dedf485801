import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { methodsOfKind, namesOfKind } from '../../domain/product-presets.ts'
import { requestReplan } from '../../store/queries/bulk-replan.ts'
import { caAccountById } from '../../store/queries/ca-account-edits.ts'
import { addProduct, editProduct, listProducts } from '../../store/queries/products.ts'
import { productsWithAccounts } from '../../store/queries/products-with-accounts.ts'
import { type NewProductBody, newProduct, type ProductJson, productChange } from '../schemas/catalogue.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { importFrom } from './catalogue-import.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { journalled } from './journalled.ts'
import { productJson } from './product-json.ts'
import { type JudgedChange, judgeChange, type ProductBefore } from './product-rules.ts'

/** A product of which nobody has said anything yet. */
function blank({ kind }: NewProductBody): ProductBefore {
  return {
    kind,
    validation: null,
    names: namesOfKind(kind),
    methods: methodsOfKind(kind),
    settings: {},
    enabled: false,
  }
}

/** What is sold, and what each product wants to know. */
export function createCatalogueService(deps: ServiceDeps) {
  async function accountProblems({ edit }: JudgedChange): Promise<FieldProblem[]> {
    const id = edit.settings?.caAccountId
    if (!id || (await caAccountById(deps.db, id)) !== null) return []
    return [{ path: '/settings/caAccountId', code: 'ca-account-unknown' }]
  }

  async function acceptable(judged: JudgedChange): Promise<JudgedChange['edit']> {
    const problems = [...judged.problems, ...(await accountProblems(judged))]
    if (problems.length > 0) throw new CertloomError('invalid-input', { problems })
    return judged.edit
  }

  return {
    async list(): Promise<{ items: ProductJson[] }> {
      const now = deps.clock()
      return { items: (await listProducts(deps.db)).map((row) => productJson(row, now)) }
    },

    /** As `list`, each with the name of the account that its orders go to; null where it names none. */
    async listWithAccounts(): Promise<(ProductJson & { accountName: string | null })[]> {
      const now = deps.clock()
      const found = await productsWithAccounts(deps.db)
      return found.map(({ product, accountName }) => ({ ...productJson(product, now), accountName }))
    },

    /**
     * Adds a product that no CA lists; it is not sold before somebody says so.
     * @throws {CertloomError} `invalid-input`
     */
    async add(caller: Caller, body: unknown): Promise<ProductJson> {
      const { code, ...asked } = parseInput(newProduct, body)
      const before = blank({ code, ...asked })
      const edit = await acceptable(judgeChange(asked, before))
      const { settings = {}, enabled = false, ...facts } = edit
      const { names, methods } = before
      const { name, kind, validation, validityDays } = asked
      const rest = { renewalCode: null, hashAlgorithms: [], names, methods, ...facts }
      return journalled(deps.db, caller, 'product.added', async (tx) => {
        const added = await addProduct(tx, {
          ...rest,
          ...{ code, name, kind, validation, validityDays, settings, enabled },
        })
        if (added === null) {
          throw new CertloomError('invalid-input', {
            problems: [{ path: '/code', code: 'product-code-taken' }],
          })
        }
        return { before: null, after: productJson(added, deps.clock()), subject: `${name} (${code})` }
      })
    },

    /**
     * Changes a product. What is given stays as it is at the next import; running orders keep what they began with,
     * but for the renewal: those that go by the product's plan anew.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async edit(caller: Caller, code: string, body: unknown): Promise<ProductJson> {
      const change = parseInput(productChange, body)
      return journalled(deps.db, caller, 'product.changed', async (tx) => {
        const now = deps.clock()
        let before: ProductJson | null = null
        const edited = await editProduct(tx, code, (row) => {
          before = productJson(row, now)
          return acceptable(judgeChange(change, row))
        })
        if (edited === null) throw new CertloomError('not-found')
        if (change.settings?.renewal !== undefined) await requestReplan(tx, { productCode: code })
        const subject = `${edited.name} (${code})`
        return { before, after: productJson(edited, now), subject }
      })
    },

    importFrom: (body: unknown) => importFrom(deps, body),
  }
}
