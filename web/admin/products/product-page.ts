import { CertloomError } from '../../../domain/errors.ts'
import { callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { checkboxNames } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { languageOf } from '../../language.ts'
import { pageTexts } from '../../page-texts.ts'
import type { AccountJson, ProductJson, WebServices } from '../../services.ts'
import { factFields, productChange, productSections, productValues } from './product-fields.ts'

export const PRODUCTS_PATH = '/admin/products'

interface ProductSubject {
  product: ProductJson
  accounts: readonly AccountJson[]
}

async function readProduct({ products, caAccounts }: WebServices, code: string): Promise<ProductSubject> {
  const [catalogue, accounts] = await Promise.all([products.list(), caAccounts.list()])
  const product = catalogue.items.find((each) => each.code === code)
  if (product === undefined) throw new CertloomError('not-found')
  return { product, accounts: accounts.items }
}

/** One product: what it is, and how it is sold (rows O1, O2, C6). */
export function productPage(context: WebContext): ReturnType<typeof formPage> {
  const { services } = context
  return formPage<ProductSubject>(context, {
    view: 'admin/product',
    title: 'products:title-one',
    words: 'products:',
    subject: (request) => readProduct(services, pathPart(request, 'code')),
    sections: ({ product, accounts }, request) =>
      productSections(product, accounts, pageTexts(languageOf(request))),
    required: () => ['name', 'validityDays'],
    initial: ({ product }) => productValues(product),
    model: ({ product }) => ({
      product,
      flags: Object.entries(product.flags).map(([name, isSet]) => ({ name, isSet })),
      action: `${PRODUCTS_PATH}/${product.code}`,
      listPath: PRODUCTS_PATH,
    }),
    submit: async (request, { product, accounts }, _body, values) => {
      const texts = pageTexts(languageOf(request))
      const boxes = checkboxNames(productSections(product, accounts, texts))
      await services.products.edit(callerOf(request), product.code, productChange(product, values, boxes))
      const notice = { tone: 'good', key: 'products:saved', values: { code: product.code } } as const
      return { notice, to: `${PRODUCTS_PATH}/${product.code}` }
    },
  })
}

/** A product that no CA lists, for a CA without an API. */
export function newProductPage(context: WebContext): ReturnType<typeof formPage> {
  return formPage<null>(context, {
    view: 'admin/new-product',
    title: 'products:title-new',
    words: 'products:',
    subject: async () => null,
    sections: () => [
      { key: 'facts', fields: [{ name: 'code', type: 'text', isShort: true }, ...factFields()] },
    ],
    required: () => ['code', 'name', 'kind', 'validityDays'],
    initial: () => ({}),
    model: () => ({ action: `${PRODUCTS_PATH}/new`, listPath: PRODUCTS_PATH }),
    submit: async (request, _subject, { validation = null, ...body }) => {
      const { code } = await context.services.products.add(callerOf(request), { ...body, validation })
      return {
        notice: { tone: 'good', key: 'products:added', values: { code } },
        to: `${PRODUCTS_PATH}/${code}`,
      }
    },
  })
}
