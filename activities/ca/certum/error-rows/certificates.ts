import type { Row } from './row.ts'

/** Certificates that are there: looked up, revoked, reissued; orders that are cancelled. */
export const CERTIFICATE_ERRORS: readonly Row[] = [
  // Looking a certificate up
  [[1133], 'certificate-unknown', '/serialNumber', 'final'],
  // Before issue the CA says the same of an order that will have a certificate.
  [[1159], 'certificate-not-found', '', 'retry'],
  [[1132, 1160, [1162, 1164]], 'certificate-not-named', '/serialNumber', 'config'],
  [[1134, 1146, 1161, 2096], 'serial-number-invalid', '/serialNumber', 'input'],
  [[1165], 'certificate-unreadable', '/certificate', 'input'],

  // Revoking and cancelling
  [[1135], 'revocation-reason-invalid', '/reason', 'input'],
  [[1142], 'field-too-long', '/note', 'input', { max: 250 }],
  [[1143], 'revocation-running', '', 'wait'],
  [[1137, 1144], 'certificate-expired', '', 'final'],
  [[1145], 'already-revoked', '', 'success'],
  [[2190], 'reason-not-for-dv', '/reason', 'input'],
  [[1136], 'certificate-exists', '', 'final'],
  [[1138], 'ask-the-ca', '', 'final'],
  [[1139], 'not-in-this-status', '', 'retry'],
  [[1151], 'already-cancelled', '', 'success'],

  // Reissue
  [[2094], 'reissue-not-possible', '', 'final'],
  [[2126], 'already-reissued', '', 'final'],
]
