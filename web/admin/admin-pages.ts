import { Router } from 'express'
import { ADMIN, requirePerson } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderCsv } from '../lists/order-csv.ts'
import { plainCommand } from '../orders/commands.ts'
import { orderPages } from '../orders/order-pages.ts'
import { auditPage } from './audit-page.ts'
import { billingSystemPages } from './billing-systems/billing-system-pages.ts'
import { bulkPages } from './bulk/bulk-pages.ts'
import { caOrdersCsv, caOrdersPage } from './ca-orders-page.ts'
import { caPages } from './ca-pages.ts'
import { caTasksPages } from './ca-tasks-pages.ts'
import { cancelOrder, cancelPage } from './cancel-page.ts'
import { componentsPage } from './components-page.ts'
import { dashboardPage } from './dashboard-page.ts'
import { mailPages } from './mails/mail-pages.ts'
import { newOrderPage } from './new-order/new-order-page.ts'
import { orderRecords } from './order/order-records.ts'
import { endViewing } from './order/view-as.ts'
import { productsPages } from './products/product-list-page.ts'
import { settingsPage } from './settings-page.ts'
import { adminSignInPage } from './sign-in-page.ts'
import { tokensPages } from './tokens-pages.ts'
import { usersPages } from './users-pages.ts'
import { webhooksPages } from './webhooks-pages.ts'

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
  const added = newOrderPage(context)
  router.route('/orders/new').get(added.show).post(added.take)
  router.use('/orders', orderRecords(context))
  router.post('/view-as/end', endViewing)
  const settings = settingsPage(context)
  router.route('/settings').get(settings.show).post(settings.take)
  router.use('/users', usersPages(context))
  router.use('/tokens', tokensPages(context))
  router.use('/webhooks', webhooksPages(context))
  router.get('/audit', auditPage(context))
  router.get('/orders/:id/cancel', cancelPage(context))
  router.post('/orders/:id/cancel', cancelOrder(context))
  router.post('/orders/:id/acceptance', plainCommand(context, ADMIN, 'accept'))
  router.use('/orders', orderPages(context, ADMIN))
  return router
}
