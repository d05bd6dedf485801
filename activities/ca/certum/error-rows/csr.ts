import type { Row } from './row.ts'

/** Request to sign and its key. */
export const CSR_ERRORS: readonly Row[] = [
  [[1000, 2109], 'csr-incomplete', '/csr', 'input'],
  [[1001], 'key-algorithm', '/csr', 'input'],
  [[1002], 'csr-missing', '/csr', 'input'],
  [[1032], 'key-already-used', '/csr', 'input'],
  [[1049], 'key-unreadable', '/csr', 'input'],
  [[1063], 'key-blocked', '/csr', 'input'],
  [[1078, 2097, 1194, 1195], 'csr-invalid', '/csr', 'input'],
  [[1150], 'csr-too-long', '/csr', 'input'],
  [[2125], 'csr-bad-signature', '/csr', 'input'],
  [[2175, 2176, [2177, 2182]], 'unstructured-attributes', '/csr', 'input'],
  [[1168], 'common-name-differs', '/csr', 'input'],
]
