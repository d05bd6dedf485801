import { type RequestHandler, Router } from 'express'
import { callerOf, pathPart, queryText } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import { runCommand } from '../../orders/commands.ts'
import type { ProductJson } from '../../services.ts'
import type { Notice } from '../../session.ts'
import { newProductPage, PRODUCTS_PATH, productPage } from './product-page.ts'

const SOLD = ['yes', 'no'] as const

function matches({ code, name, caName }: ProductJson, typed: string): boolean {
  const wanted = typed.toLowerCase()
  return [code, name, caName].some((text) => text.toLowerCase().includes(wanted))
}

/** The catalogue, and the button that brings it up to the CA's list. */
function listPage({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const [q = '', sold = ''] = [queryText(request, 'q'), queryText(request, 'sold')]
    const items = await services.products.listWithAccounts()
    const found = items
      .filter((product) => matches(product, q))
      .filter(({ enabled }) => sold === '' || enabled === (sold === 'yes'))
    const rows = found.map((product) => ({
      ...product,
      href: `${PRODUCTS_PATH}/${encodeURIComponent(product.code)}`,
      switchTo: product.enabled ? 'disable' : 'enable',
    }))
    const choices = SOLD.map((value) => ({ value, isChosen: value === sold }))
    const model = { rows, q, choices, path: PRODUCTS_PATH, isFiltered: q !== '' || sold !== '' }
    show(request, response, 'admin/products', { title: 'products:title' }, model)
  }
}

function switchSale({ services }: WebContext, enabled: boolean): RequestHandler {
  return (request, response) =>
    runCommand(request, response, PRODUCTS_PATH, async () => {
      const { code } = await services.products.edit(callerOf(request), pathPart(request, 'code'), { enabled })
      return { tone: 'good', key: enabled ? 'products:enabled' : 'products:disabled', values: { code } }
    })
}

function importNotice(status: number, body: object): Notice {
  if (status === 202) return { tone: 'info', key: 'products:import-kept' }
  const count = (key: string): number => {
    const codes: unknown = Reflect.get(body, key)
    return Array.isArray(codes) ? codes.length : 0
  }
  const values = { added: count('added'), changed: count('changed'), unknown: count('unknown') }
  return { tone: 'good', key: 'products:imported', values }
}

function importCatalogue({ services }: WebContext): RequestHandler {
  return (request, response) =>
    runCommand(request, response, PRODUCTS_PATH, async () => {
      const { status, body } = await services.products.importFrom({})
      return importNotice(status, body)
    })
}

/** The catalogue of what is sold (row O1). */
export function productsPages(context: WebContext): Router {
  const router = Router()
  const [one, added] = [productPage(context), newProductPage(context)]
  router.get('/', listPage(context))
  router.post('/import', importCatalogue(context))
  router.get('/new', added.show)
  router.post('/new', added.take)
  router.post('/:code/enable', switchSale(context, true))
  router.post('/:code/disable', switchSale(context, false))
  router.get('/:code', one.show)
  router.post('/:code', one.take)
  return router
}
