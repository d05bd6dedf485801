import type { Row } from './row.ts'

/** Documents. */
export const DOCUMENT_ERRORS: readonly Row[] = [
  [[2049], 'field-missing', '/note', 'input'],
  [[2050], 'field-too-long', '/note', 'input', { max: 227 }],
  [[2056], 'documents-closed', '', 'final'],
  [[[2063, 2079], 2084, 2086], 'document-incomplete', '/files', 'input'],
  [[2080], 'documents-too-large', '/files', 'input'],
  [[2081], 'file-name-invalid', '/files', 'input'],
  [[2082], 'file-name-length', '/files', 'input', { min: 3, max: 255 }],
  [[2083], 'document-type-invalid', '/type', 'input'],
  [[2085], 'file-too-large', '/files', 'input'],
  [[2170], 'field-too-long', '/description', 'input', { max: 1000 }],
  [[2189], 'too-many-files', '/files', 'input'],
  // Sent by an earlier attempt, whose answer was lost.
  [[2191], 'file-sent-before', '/files', 'success'],
]
