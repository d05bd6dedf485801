import type { DocumentState, DocumentType } from '../../domain/document.ts'

/** A document as the CA has it. Instants are RFC 3339 in UTC; null is what the CA does not say. */
export interface CaDocumentState {
  /** The CA's word for what the document proves; newer words than ours are possible. */
  type: string
  description: string | null
  fileNames: readonly string[]
  state: DocumentState
  createdAt: string | null
  expiresAt: string | null
  /** Why it was refused, in the CA's words. */
  reason: string | null
}

/** How it stands with the proof of a mailbox: the click on the link in the CA's message. */
export interface CaEmailState {
  address: string
  verified: boolean
  sentAt: string | null
  linkValidUntil: string | null
  verifiedAt: string | null
  /** Until when the proof serves further certificates. */
  validUntil: string | null
}

/** One document of one or more files. */
export interface CaDocumentUpload {
  /** 1 to 227 characters to the CA's staff (CA errors 2049, 2050). */
  note: string
  type: DocumentType
  description: string
  files: readonly { name: string; content: Uint8Array }[]
}
