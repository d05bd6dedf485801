import { showCopyButtons } from './copy.ts'

const FIRST_MS = 3_000
const LONGEST_MS = 15_000
const SLOWER = 1.15

/** Puts the new state in place of the old, the keyboard back where it was, and keeps open what was opened. */
function replace(region: HTMLElement, html: string): void {
  const opened = [...region.querySelectorAll('details')].map((each) => each.open)
  const focused = document.activeElement?.closest<HTMLElement>('[data-command], [data-copy]')
  const { command, copy } = focused?.dataset ?? {}
  region.innerHTML = html
  for (const [index, each] of region.querySelectorAll('details').entries()) each.open = opened[index] ?? false
  showCopyButtons(region)
  showWhilePossible(region)
  const same =
    command === undefined
      ? copy && region.querySelector<HTMLElement>(`[data-copy="${CSS.escape(copy)}"]`)
      : region.querySelector<HTMLElement>(`[data-command="${CSS.escape(command)}"]`)
  if (same) same.focus()
  tell(region.querySelector('[data-status]')?.textContent ?? '')
}

/** Forms beside the living part stand only as long as what they ask for can be done. */
function showWhilePossible(region: HTMLElement): void {
  const actions = region.querySelector<HTMLElement>('[data-actions]')?.dataset.actions?.split(' ')
  if (actions === undefined) return
  for (const form of document.querySelectorAll<HTMLElement>('[data-while]'))
    form.hidden = !actions.includes(form.dataset.while ?? '')
}

/** Whether something is under way that may change what is shown. */
function isMoving(region: HTMLElement): boolean {
  return region.querySelector('[data-moving]') !== null
}

/** Screen readers announce changes only of an element that was there before. */
function tell(status: string): void {
  const place = document.querySelector('[data-live-status]')
  if (place !== null && place.textContent !== status) place.textContent = status
}

/** As the browser writes it. Ids of forms are fresh each time and say nothing new. */
function comparable(html: string): string {
  const read = document.createElement('template')
  read.innerHTML = html
  return read.innerHTML.trim().replaceAll(/value="[0-9a-f]{32}"/g, '')
}

async function fetchFragment(address: string): Promise<string | null> {
  const response = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'manual' })
  return response.ok ? response.text() : null
}

class LiveRegion {
  readonly #region: HTMLElement
  readonly #address: string
  #shown: string
  #waitMs = FIRST_MS
  #timer: number | undefined
  #isLooking = false

  constructor(region: HTMLElement, address: string) {
    this.#region = region
    this.#address = address
    this.#shown = comparable(region.innerHTML)
  }

  /** Looks again after a while that grows; never while nobody sees the page, or there is nothing to wait for. */
  schedule(): void {
    clearTimeout(this.#timer)
    if (document.hidden || !isMoving(this.#region)) return
    this.#timer = window.setTimeout(() => void this.look(), this.#waitMs)
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * SLOWER)
  }

  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const html = await fetchFragment(this.#address).catch(() => null)
    this.#isLooking = false
    const isSending = this.#region.querySelector('form[data-sending]') !== null
    if (html !== null && !isSending && comparable(html) !== this.#shown) {
      this.#waitMs = FIRST_MS
      this.#shown = comparable(html)
      replace(this.#region, html)
    }
    this.schedule()
  }

  /** Somebody comes back to the page: something may have begun meanwhile. */
  wake(): void {
    this.#waitMs = FIRST_MS
    if (!document.hidden) void this.look()
  }
}

/** Keeps the part of the page that shows where things stand up to date. */
export function keepLive(): void {
  const region = document.querySelector<HTMLElement>('[data-live]')
  const address = region?.dataset.live
  if (region === null || address === undefined) return
  const live = new LiveRegion(region, address)
  document.addEventListener('visibilitychange', () => live.wake())
  window.addEventListener('focus', () => live.wake())
  live.schedule()
}
