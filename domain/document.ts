/** What a document proves, in the CA's words. */
export const DOCUMENT_TYPES = [
  'APPLICANT',
  'ORGANIZATION',
  'AUTHORIZATION',
  'ADDITIONAL',
  'VERIFICATION_REPORT',
  'ATTESTATION_LETTER',
] as const
export type DocumentType = (typeof DOCUMENT_TYPES)[number]

/** What the CA made of a document: not read yet, taken, or refused. */
export const DOCUMENT_STATES = ['NEW', 'ACCEPTED', 'REJECTED'] as const
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** Formats that the CA reads, by the ending of a file's name. */
export const DOCUMENT_ENDINGS = ['pdf', 'jpg', 'jpeg', 'png', 'xades'] as const
export type DocumentEnding = (typeof DOCUMENT_ENDINGS)[number]

/** Of one file, in bytes: what the CA's own pages allow. */
export const DOCUMENT_FILE_LIMIT_BYTES = 10 * 1024 * 1024
/** In one upload. The CA has a limit of its own that it does not publish (its errors 2080 and 2189). */
export const DOCUMENT_FILES_LIMIT = 10
/** In characters (CA error 2170). */
export const DOCUMENT_DESCRIPTION_LIMIT = 1_000
