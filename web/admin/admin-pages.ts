import { Router } from 'express'
import { ADMIN, requirePerson } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderCsv } from '../lists/order-csv.ts'
import { plainCommand } from '../orders/commands.ts'
import { orderPages } from '../orders/order-pages.ts'
import { billingSystemPages } from './billing-systems/billing-system-pages.ts'
import { bulkPages } from './bulk/bulk-pages.ts'
import { caOrdersCsv, caOrdersPage } from './ca-orders-page.ts'
import { caPages } from './ca-pages.ts'
import { caTasksPages } from './ca-tasks-pages.ts'
import { cancelOrder, cancelPage } from './cancel-page.ts'
import { componentsPage } from './components-page.ts'
import { dashboardPage } from './dashboard-page.ts'
import { mailPages } from './mails/mail-pages.ts'
import { orderRecords } from './order/order-records.ts'
import { endViewing } from './order/view-as.ts'
import { productsPages } from './products/product-list-page.ts'
import { adminSignInPage } from './sign-in-page.ts'

/** Everything under `/admin`. */
export function adminPages(context: WebContext): Router {
  const router = Router()
  router.use(adminSignInPage(context))
  router.use(requirePerson('admin'))
  router.get('/', dashboardPage(context))
  router.get('/orders.csv', orderCsv(context, ADMIN))
  router.get('/components', componentsPage(context))
  router.get('/ca-orders', caOrdersPage(context))
  router.get('/ca-orders.csv', caOrdersCsv(context))
  router.use('/bulk', bulkPages(context))
  router.use('/mails', mailPages(context))
  router.use('/billing-systems', billingSystemPages(context))
  router.use('/products', productsPages(context))
  router.use('/ca', caPages(context))
  router.use('/ca-tasks', caTasksPages(context))
  router.use('/orders', orderRecords(context))
  router.post('/view-as/end', endViewing)
  router.get('/orders/:id/cancel', cancelPage(context))
  router.post('/orders/:id/cancel', cancelOrder(context))
  router.post('/orders/:id/acceptance', plainCommand(context, ADMIN, 'accept'))
  router.use('/orders', orderPages(context, ADMIN))
  return router
}
