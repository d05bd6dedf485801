/** How it stands with documents: none are wanted, some are missing, the CA reads them, or it refused one. */
export const DOCUMENT_WANTS = ['none', 'needed', 'checking', 'refused'] as const
export type DocumentWants = (typeof DOCUMENT_WANTS)[number]

/** What a CA still wants of an order besides control of its names. `email`: the click on the link in its message. */
export interface CaWants {
  documents: DocumentWants
  email: boolean
}

export const NOTHING_WANTED: CaWants = { documents: 'none', email: false }
