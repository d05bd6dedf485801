/** How the mails of one billing system's orders look; what is null is the installation's own. */
export interface Brand {
  /** What the seller is called. */
  name: string | null
  /** The address that mails come from, and the one that answers go to. */
  sender: string | null
  replyTo: string | null
  logoUrl: string | null
}

/** A brand of which nothing is said. */
export const NO_BRAND: Brand = { name: null, sender: null, replyTo: null, logoUrl: null }
