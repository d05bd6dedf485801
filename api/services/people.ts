import { readConfigurationLinkToken } from '../../platform/configuration-link.ts'
import {
  consumeClientLink,
  createClientLink,
  type LinkHolder,
  whereLinkLed,
} from '../../store/queries/client-links.ts'
import { mailRules } from '../../store/queries/mail-templates.ts'
import { type OrderRecord, orderById } from '../../store/queries/orders.ts'
import { requestMail } from '../../store/queries/outbox.ts'
import { requestSignInMails } from '../../store/queries/sign-in-mails.ts'
import { WHOLE_INSTALLATION } from '../../store/tenant.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { visibleOrder } from './visible-order.ts'

const LINK_TTL_MS = 10 * 60_000
/** However often the button is pressed, one mail a minute is enough. */
const MAIL_EVERY_MS = 60_000

/** Links that sign a customer in. */
export function createClientLinkService(deps: ServiceDeps) {
  /** The minute that counts as one occasion. */
  const occasion = (): string => `minute-${Math.floor(deps.clock().getTime() / MAIL_EVERY_MS)}`

  async function configurationOrder(token: string): Promise<OrderRecord | null> {
    const orderId = readConfigurationLinkToken(deps.keyRing, token)
    return orderId === null ? null : orderById(deps.db, WHOLE_INSTALLATION, orderId)
  }

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
    consume(token: string): Promise<LinkHolder | null> {
      return consumeClientLink(deps.db, token)
    },

    /** Where a link led that signs nobody in any more; null where that is not known. */
    whereItLed(token: string): Promise<Pick<LinkHolder, 'orderId' | 'page'> | null> {
      return whereLinkLed(deps.db, token)
    },

    /** The order that the link of a configuration mail is about, and whose it is; null for one that was not made here. */
    orderOfConfigurationLink(token: string): Promise<{ id: string; customerId: string } | null> {
      return configurationOrder(token)
    },

    /**
     * Row C5: the link of a configuration mail has a fresh sign-in link sent to the customer's own address. While the
     * order waits for its configuration that leads to the form, afterwards to the order.
     * @returns false for a link that was not made here
     */
    async requestFresh(token: string): Promise<boolean> {
      const order = await configurationOrder(token)
      if (order === null) return false
      const isWaiting = order.view.state === 'awaiting-configuration'
      const page = isWaiting ? `/orders/${order.id}/configure` : null
      await requestMail(deps.db, order.id, { template: 'sign-in-link', occasion: occasion(), page })
      return true
    },

    /**
     * Row P2: has sign-in links sent to whoever has this address, one for each customer that is theirs, or the one that
     * owns the order that they wanted to see. Says nothing of whether anybody has it.
     */
    async requestByAddress(
      email: string,
      { orderId, page }: Pick<LinkHolder, 'orderId' | 'page'>,
    ): Promise<void> {
      await requestSignInMails(deps.db, { email, orderId, page, occasion: occasion() })
    },

    /**
     * An admin has a sign-in link sent to the order's customer.
     * @returns the customer's address; null where another program, or nobody, sends these mails
     * @throws {CertloomError} `not-found`
     */
    async send(caller: Caller, orderId: string): Promise<string | null> {
      const order = await visibleOrder(deps, caller, orderId)
      const { mails } = await mailRules(deps.db, order.billingSystemId)
      if ((mails['sign-in-link'] ?? 'certloom') !== 'certloom') return null
      await requestMail(deps.db, order.id, { template: 'sign-in-link', occasion: occasion() })
      return order.customer.email
    },
  }
}
