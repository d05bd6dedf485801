import type { DocumentState } from '../../../domain/document.ts'
import type { DocumentWord, Unknown } from './words.ts'

/** One upload to an order, as verifyOrder takes it. */
export interface CertumUpload {
  orderId: string
  note: string
  documents?: readonly CertumUploadedDocument[] | undefined
}

export interface CertumUploadedDocument {
  description: string
  type: DocumentWord
  /** `content` in base64. */
  files: readonly { fileName: string; content: string }[]
}

export interface CertumDocument {
  type: DocumentWord | Unknown
  state: DocumentState | Unknown
  description: string | null
  fileNames: readonly string[]
  createdAt: string | null
  expiresAt: string | null
  reason: string | null
}

export interface CertumEmail {
  address: string
  verified: boolean
  sentAt: string | null
  linkValidUntil: string | null
  verifiedAt: string | null
  validUntil: string | null
}
