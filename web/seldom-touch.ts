import type { Store } from 'express-session'

const TOUCH_EVERY_MS = 5 * 60_000
const MOST_KNOWN = 10_000

/** A session lives on while it is used; writing that down at every page would be a commit a page. */
export function touchSeldom(store: Pick<Store, 'touch'>, nowMs: () => number = Date.now): void {
  const touchedAtMs = new Map<string, number>()
  const touch = store.touch?.bind(store)
  if (touch === undefined) return
  store.touch = (id, data, done) => {
    if (nowMs() - (touchedAtMs.get(id) ?? 0) < TOUCH_EVERY_MS) return done?.()
    if (touchedAtMs.size >= MOST_KNOWN) touchedAtMs.clear()
    touchedAtMs.set(id, nowMs())
    touch(id, data, done)
  }
}
