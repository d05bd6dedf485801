import type { Row } from './row.ts'

/** Dates, lists and their pages. */
export const LIST_ERRORS: readonly Row[] = [
  // Validity and dates
  [[1044, 2093, 2185], 'date-in-past', '', 'config'],
  [[1069, 1191], 'end-beyond-product', '', 'config'],
  [
    [1070, 1071, 1073, 1074, [1109, 1111], [1188, 1190], 1192, 1193, 2057, 2187],
    'date-invalid',
    '',
    'config',
  ],
  [[1140, 1141], 'compromise-date-invalid', '/compromisedOn', 'input'],
  [[2104], 'compromise-date-not-expected', '/compromisedOn', 'input'],
  [[2052], 'days-invalid', '', 'config'],

  // Lists
  [[1153], 'page-invalid', '', 'config'],
  [[1154], 'too-many-rows', '', 'config'],
  [[1155], 'no-such-page', '', 'final'],
  [[2091, [2127, 2129]], 'option-invalid', '', 'config'],
]
