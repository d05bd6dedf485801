/** What can be in the way of a PKCS #12 file made in the browser: each has its words on the page, under `p12-problem`. */
export const P12_PROBLEMS = [
  'no-file',
  'not-a-key',
  'locked',
  'unknown-kind',
  'other-key',
  'password',
  'failed',
] as const
export type P12Problem = (typeof P12_PROBLEMS)[number]
