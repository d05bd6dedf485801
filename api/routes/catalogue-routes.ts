import {
  catalogueImport,
  catalogueImportAccepted,
  importRequest,
  newProduct,
  product,
  productChange,
  productList,
} from '../schemas/catalogue.ts'
import { ok, pathPart, type Route } from './route.ts'

export const CATALOGUE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/products',
    id: 'listProducts',
    summary: 'List the catalogue',
    scope: 'orders:read',
    answers: { 200: productList },
    handle: async (services) => ok(await services.products.list()),
  },
  {
    method: 'post',
    path: '/products',
    id: 'addProduct',
    summary: 'Add a product that no CA lists',
    scope: 'admin',
    body: newProduct,
    answers: { 201: product },
    handle: async (services, { caller, body }) => ({
      status: 201,
      body: await services.products.add(caller, body),
    }),
  },
  {
    method: 'post',
    path: '/products/import',
    id: 'importProducts',
    summary: 'Bring the catalogue up to what a CA account may sell',
    scope: 'admin',
    body: importRequest,
    bodyIsOptional: true,
    answers: { 200: catalogueImport, 202: catalogueImportAccepted },
    handle: (services, { body }) => services.products.importFrom(body),
  },
  {
    method: 'patch',
    path: '/products/{code}',
    id: 'changeProduct',
    summary: 'Change how a product is sold, for new orders; imports leave what was changed',
    scope: 'admin',
    body: productChange,
    answers: { 200: product },
    handle: async (services, request) =>
      ok(await services.products.edit(request.caller, pathPart(request, 'code'), request.body)),
  },
]
