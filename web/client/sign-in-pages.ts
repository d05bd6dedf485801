import { Router } from 'express'
import { signInAndReturn } from '../after-sign-in.ts'
import { pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { pathOf } from '../return-path.ts'
import { leadTo, signOut } from '../session.ts'

/**
 * Clients sign in by a link alone. Opening it only shows a button: mail scanners open links, and would use up one that
 * works at a glance.
 */
export function clientSignInPages({ services, settings, show }: WebContext): Router {
  const router = Router()
  router.get('/sign-in', (request, response) => {
    show(request, response, 'client/sign-in', { title: 'sign-in.title' })
  })
  router.get('/link/:token', (request, response) => {
    show(request, response, 'client/link', { title: 'link.title' })
  })
  router.post('/link/:token', async (request, response) => {
    const taken = await services.clientLinks.consume(pathPart(request, 'token'))
    if (taken === null) {
      show(request, response, 'client/link-over', { title: 'link.over.title', status: 410 })
      return
    }
    const { customerId, billingSystemId, orderId, language } = taken
    const home = orderId === null ? '/orders' : `/orders/${orderId}`
    await signInAndReturn(request, response, settings, {
      person: { kind: 'client', customerId, billingSystemId },
      language,
      home,
      // A link of one order leads nowhere else.
      mayReturnTo: (path) => orderId !== null && (pathOf(path) === home || path.startsWith(`${home}/`)),
    })
  })
  router.get('/configuration-link/:token', (request, response) => {
    show(request, response, 'client/configuration-link', { title: 'configuration-link.title' })
  })
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
