/** Whose rows may be seen: one billing system's, or with null all of the installation. */
export interface Tenant {
  billingSystemId: string | null
}

/** The installation's own sight of everything, for work that no billing system asked for. */
export const WHOLE_INSTALLATION: Tenant = { billingSystemId: null }
