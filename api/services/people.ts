import { readConfigurationLinkToken } from '../../platform/configuration-link.ts'
import { consumeClientLink, createClientLink } from '../../store/queries/client-links.ts'
import { orderById } from '../../store/queries/orders.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import type { Language } from '../../texts/texts.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { visibleOrder } from './visible-order.ts'

const LINK_TTL_MS = 10 * 60_000
/** However often the button is pressed, one mail a minute is enough. */
const MAIL_EVERY_MS = 60_000

/** Links that sign a customer in. */
export function createClientLinkService(deps: ServiceDeps) {
  return {
    /** A link that signs the order's customer in, once, within ten minutes. */
    async create(caller: Caller, orderId: string): Promise<{ url: string; expiresAt: string }> {
      const order = await visibleOrder(deps, caller, orderId)
      const expiresAt = new Date(deps.clock().getTime() + LINK_TTL_MS)
      const token = await createClientLink(deps.db, {
        customerId: order.customerId,
        orderId: order.id,
        purpose: 'sign-in',
        ttlMs: LINK_TTL_MS,
      })
      return { url: `${deps.settings.publicUrl}/link/${token}`, expiresAt: expiresAt.toISOString() }
    },

    /** Whom the link signs in; null for one that was used, has expired or never was. */
    async consume(token: string): Promise<{
      customerId: string
      billingSystemId: string
      orderId: string | null
      language: Language
    } | null> {
      const holder = await consumeClientLink(deps.db, token)
      if (holder === null) return null
      const { customerId, billingSystemId, orderId, language } = holder
      return { customerId, billingSystemId, orderId, language }
    },

    /**
     * Row C5: the link of a configuration mail has a fresh sign-in link sent to the customer's own address, as long as
     * the order waits for its configuration.
     * @returns false for a link that was not made here, or an order that waits no longer
     */
    async requestFresh(token: string): Promise<boolean> {
      const orderId = readConfigurationLinkToken(deps.keyRing, token)
      const order = orderId === null ? null : await orderById(deps.db, WHOLE_INSTALLATION, orderId)
      if (order === null || order.view.state !== 'awaiting-configuration') return false
      const occasion = `minute-${Math.floor(deps.clock().getTime() / MAIL_EVERY_MS)}`
      await requestMail(deps.db, order.id, { template: 'sign-in-link', occasion })
      return true
    },
  }
}
