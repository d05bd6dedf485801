/** What may be asked of many orders at once; each is a command and an action of its name. */
export const BULK_ACTIONS = [
  'reissue',
  'renew',
  'revoke',
  'synchronize',
  'cancel',
  'suspend',
  'resume',
  'send',
] as const
export type BulkAction = (typeof BULK_ACTIONS)[number]

/** Why one order is left out. */
export type BulkObstacle = 'not-possible-now' | 'no-certificate' | 'no-configuration' | 'reason-unfit'

/** About how many calls of the CA one takes, for estimates and for the distance between two. */
export const CALLS_OF: Record<BulkAction, number> = {
  reissue: 4,
  renew: 4,
  revoke: 2,
  synchronize: 2,
  cancel: 2,
  suspend: 0,
  resume: 0,
  send: 0,
}

/** Where in the spread an order stands, 0 to 1: always the same for the same order (FNV-1a). */
export function placeOf(orderId: string): number {
  let hash = 0x811c9dc5
  for (const character of orderId) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return hash / 2 ** 32
}

/** What is to be spread: of one CA account at most `callsPerSecond` may be made. */
export interface Spreadable {
  orderId: string
  caAccountId: string
}

export interface SpreadRule {
  now: Date
  /** The latest instant, or null for as soon as may be; one that is past means now. */
  by: Date | null
  calls: number
  callsPerSecond: ReadonlyMap<string, number>
}

/**
 * When each is due: evenly between now and the deadline, in an order of their own that has nothing to do with their age,
 * and never closer than the rate of their CA account lets them be. Where the rate is too slow for the deadline, the rate
 * counts.
 */
export function spread<Item extends Spreadable>(
  items: readonly Item[],
  rule: SpreadRule,
): (Item & { dueAt: Date })[] {
  const nowMs = rule.now.getTime()
  const spanMs = Math.max(0, (rule.by?.getTime() ?? nowMs) - nowMs)
  return [...Map.groupBy(items, ({ caAccountId }) => caAccountId)].flatMap(([account, own]) => {
    const rate = rule.callsPerSecond.get(account) ?? 1
    const stepMs = Math.max(spanMs / own.length, (rule.calls / rate) * 1000)
    return own
      .toSorted((a, b) => placeOf(a.orderId) - placeOf(b.orderId))
      .map((item, rank) => ({ ...item, dueAt: new Date(nowMs + Math.floor(rank * stepMs)) }))
  })
}
