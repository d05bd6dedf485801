import { createHash } from 'node:crypto'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'

/** At least one way for each switch, so that a new one cannot be forgotten. */
type Ways = { readonly [Name in keyof Behaviour]: readonly [Behaviour[Name], ...Behaviour[Name][]] }

/** What is slow, and how much. */
const PACE = {
  checkMs: [200, 1_000],
  stickyCheckMs: [0, 1_000, 3_000],
  acceptMs: [400, 3_000],
  issueMs: [400, 5_000, 20_000],
  reissueMs: [null, 400, 10_000],
  revokeMs: [2_000, 10_000],
  caaRetryMs: [5_000, 1_000],
  // Who hands documents in would otherwise race with a CA that needs none any more.
  acceptDocumentsMs: [null],
  listDelayMs: [0, 1_000, 5_000],
  stateDelayMs: [0, 500, 2_000],
  findDelayMs: [0, 500, 3_000],
  evidenceDelayMs: [0, 1_000, 4_000],
  // Seeded faults say themselves how late they are.
  slowMs: [35_000],
  holdMs: [120_000, 5_000],
} as const satisfies Partial<Ways>

/** How answers are written. */
const WRITING = {
  modifiedOrders: ['once', 'repeated', 'every-change'],
  codes: ['always', 'first-order', 'on-request'],
  pageSize: [100, 20, 7],
  singleElementLists: [false, true],
  pemStyle: ['lf', 'crlf', 'unwrapped', 'bare'],
  namesSeparator: [', ', ';', '\n'],
  timestamps: ['utc', 'no-zone', 'offset'],
  childOrder: ['schema', 'reversed'],
  nilElements: [false, true],
  unknownElements: [false, true],
  productValidityElement: ['productValidityDate', 'productValidity', null],
  certificateOfOrder: ['newest', 'first', 'none'],
} as const satisfies Partial<Ways>

/** What is refused that another CA takes. */
const STRICTNESS = {
  strict: [false, true],
  refuseReusedKeys: [true, false],
  refuseOwnKey: [false, true],
  refuseNamelessCsr: [false, true],
  credentialsSuccessCode: [3, 2],
  checksPerHour: [60, 1_000],
  // A client reads the contract once a day: one that changes every few seconds is no CA's.
  jurisdictionSpelling: ['any', 'joiln'],
} as const satisfies Partial<Ways>

/** What certificates hold: names that are lacking or too many are for an admin, so here they are as ordered. */
const NAMES = {
  reissueNames: ['new-only', 'known-too'],
  namesIssued: ['as-ordered'],
} as const satisfies Partial<Ways>

/** How the world is that the CA looks at. */
const WORLD = {
  followRedirects: [false, true],
  // A home page in the file's place, and a circle, are for whoever has the site to mend.
  fileRedirect: ['none', 'https', 'www'],
  fileAnswer: ['plain', 'gzip', 'chunked', 'bom', 'html', 'untyped'],
  dnsDenial: ['exact', 'nxdomain', 'nodata'],
} as const satisfies Partial<Ways>

/** Lives of days: shorter ones would want a hand of the client's, as they should. */
const LIVES = {
  codeLifeDays: [30],
  mailLifeHours: [24],
  mailboxProofDays: [30],
  renewalCarriesDays: [30, 0],
} as const satisfies Partial<Ways>

/** What may be odd, and how. The first of each is the friendly way. */
const ODDITIES: Ways = { ...PACE, ...WRITING, ...STRICTNESS, ...NAMES, ...WORLD, ...LIVES }

/** How odd the CA is under a seed: each oddity on its own. */
export function odditiesOf(seed: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(ODDITIES).map(([name, ways]) => [name, ways[numberFor(`${seed}/${name}`) % ways.length]]),
  )
}

function numberFor(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}
