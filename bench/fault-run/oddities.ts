import { createHash } from 'node:crypto'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'

/** What may be odd, and how. The first of each is the friendly way. */
const ODDITIES = {
  modifiedOrders: ['once', 'repeated', 'every-change'],
  listDelayMs: [0, 1_000, 5_000],
  stateDelayMs: [0, 500, 2_000],
  findDelayMs: [0, 500, 3_000],
  evidenceDelayMs: [0, 1_000, 4_000],
  stickyCheckMs: [0, 1_000, 3_000],
  codes: ['always', 'first-order', 'on-request'],
  pageSize: [100, 20, 7],
  pemStyle: ['lf', 'crlf', 'unwrapped', 'bare'],
  namesSeparator: [', ', ';', '\n'],
  timestamps: ['utc', 'no-zone', 'offset'],
  childOrder: ['schema', 'reversed'],
  nilElements: [false, true],
  unknownElements: [false, true],
  productValidityElement: ['productValidityDate', 'productValidity', null],
  certificateOfOrder: ['newest', 'first', 'none'],
} as const satisfies { [Name in keyof Behaviour]?: readonly Behaviour[Name][] }

/** How odd the CA is under a seed: each oddity on its own. */
export function odditiesOf(seed: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(ODDITIES).map(([name, ways]) => [name, ways[numberFor(`${seed}/${name}`) % ways.length]]),
  )
}

function numberFor(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}
