/** How a CA is reached: Certum by its API; `manual` by an admin's hands (row O6). */
export const CA_KINDS = ['certum', 'manual'] as const
export type CaKind = (typeof CA_KINDS)[number]
