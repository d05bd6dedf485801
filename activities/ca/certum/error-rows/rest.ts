import type { Row } from './row.ts'

/** The rest. */
export const OTHER_ERRORS: readonly Row[] = [
  // Bundles of existing certificates, which we never order
  [
    [
      [1196, 1199],
      [2000, 2024],
      [2026, 2048],
    ],
    'bundle-refused',
    '',
    'config',
  ],

  // Rest
  [[2089], 'hash-not-configured', '/hashAlgorithm', 'config'],
  [[2090, 2124], 'hash-not-supported', '/hashAlgorithm', 'input'],
  // Of an operation that the CA gave up in 2020.
  [[1088, 1149], 'language-invalid', '', 'config'],
  [[1089], 'user-agent-invalid', '', 'config'],
  [[1172], 'unexpected-elements', '', 'config'],
]
