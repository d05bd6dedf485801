import { type RequestHandler, Router } from 'express'
import { signInAndReturn } from '../after-sign-in.ts'
import { pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { orderOfPath } from '../return-path.ts'
import { leadTo, signOut } from '../session.ts'
import { askForLink, showAddressForm } from './address-form.ts'

/** Whoever is signed in already goes where the mail's link leads; anybody else is sent a link. */
function showConfigurationLink({ services, show }: WebContext): RequestHandler {
  return async (request, response) => {
    const { person } = request.session
    if (person?.kind === 'client') {
      const order = await services.clientLinks.orderOfConfigurationLink(pathPart(request, 'token'))
      if (order?.customerId === person.customerId) return leadTo(response, `/orders/${order.id}`)
    }
    show(request, response, 'client/configuration-link', { title: 'configuration-link.title' })
  }
}

/** Where a link leads: the page that was meant, else its order, else all of the customer's. */
function pageOf({ orderId, page }: { orderId: string | null; page: string | null }): string {
  return page ?? (orderId === null ? '/orders' : `/orders/${orderId}`)
}

/**
 * Clients sign in by a link alone, which comes to their address. Opening it only shows a button: mail scanners open
 * links, and would use up one that works at a glance.
 */
export function clientSignInPages(context: WebContext): Router {
  const { services, settings, show } = context
  const router = Router()
  router.get('/sign-in', (request, response) => showAddressForm(context, request, response))
  router.post('/sign-in', askForLink(context))
  router.get('/link/:token', (request, response) => {
    show(request, response, 'client/link', { title: 'link.title' })
  })
  router.post('/link/:token', async (request, response) => {
    const token = pathPart(request, 'token')
    const taken = await services.clientLinks.consume(token)
    if (taken === null) {
      const led = await services.clientLinks.whereItLed(token)
      if (led !== null) request.session.wanted = pageOf(led)
      show(request, response, 'client/link-over', { title: 'link.over.title', status: 410 })
      return
    }
    const { customerId, billingSystemId, orderId, page, language } = taken
    await signInAndReturn(request, response, settings, {
      person: { kind: 'client', customerId, billingSystemId },
      language,
      home: pageOf(taken),
      // A link of one order leads nowhere else, and one that was asked for on the way to a page leads there.
      mayReturnTo: (path) => page === null && orderId !== null && orderOfPath(path) === orderId,
    })
  })
  router.get('/configuration-link/:token', showConfigurationLink(context))
  router.post('/configuration-link/:token', async (request, response) => {
    const isSent = await services.clientLinks.requestFresh(pathPart(request, 'token'))
    const outcome = isSent ? 'sent' : 'over'
    const options = { title: `configuration-link.${outcome}.title`, status: isSent ? 200 : 410 }
    show(request, response, 'message', options, { textKey: `configuration-link.${outcome}.text` })
  })
  router.post('/sign-out', async (request, response) => {
    const isAdmin = request.session.person?.kind === 'admin'
    await signOut(request)
    leadTo(response, isAdmin ? '/admin/sign-in' : '/sign-in')
  })
  return router
}
