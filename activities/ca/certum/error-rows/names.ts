import type { Row } from './row.ts'

/** Names and addresses in the certificate. */
export const NAME_ERRORS: readonly Row[] = [
  [[1007], 'names-missing', '/names', 'input'],
  [[1008], 'name-invalid', '/names', 'input'],
  [[1045], 'common-name-not-listed', '/names', 'input'],
  [[1046], 'one-wildcard-only', '/names', 'input'],
  [[1085], 'name-too-long', '/names', 'input'],
  [[1107], 'too-many-names', '/names', 'input'],
  [[1115], 'wildcard-not-allowed', '/names', 'input'],
  [[1116], 'wildcard-not-allowed', '/subject/commonName', 'input'],
  [[1117], 'wildcard-required', '/subject/commonName', 'input'],
  [[1118], 'wildcard-required', '/names', 'input'],
  [[1148], 'address-private', '/names', 'input'],
  [[1157], 'name-internal', '/names', 'input'],
  [[2088], 'name-part-too-long', '/names', 'input'],
  [[2095], 'name-empty', '/names', 'input'],
  [[2130], 'name-already-in-certificate', '/addNames', 'input'],
  [[2192], 'certificate-has-invalid-names', '', 'final'],
  [[2193], 'address-not-in-ev', '/names', 'input'],
]
