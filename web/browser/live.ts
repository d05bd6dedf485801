import { showCopyButtons } from './copy.ts'

const FIRST_MS = 3_000
const LONGEST_MS = 15_000
const SLOWER = 1.15

/** Puts the new state in place of the old, and the keyboard back where it was. */
function replace(region: HTMLElement, html: string): void {
  const focused = document.activeElement?.closest<HTMLElement>('[data-command], [data-copy]')
  const { command, copy } = focused?.dataset ?? {}
  region.innerHTML = html
  showCopyButtons(region)
  const same =
    command === undefined
      ? copy && region.querySelector<HTMLElement>(`[data-copy="${CSS.escape(copy)}"]`)
      : region.querySelector<HTMLElement>(`[data-command="${CSS.escape(command)}"]`)
  if (same) same.focus()
  tell(region.querySelector('[data-status]')?.textContent ?? '')
}

/** Screen readers announce changes only of an element that was there before. */
function tell(status: string): void {
  const place = document.querySelector('[data-live-status]')
  if (place !== null && place.textContent !== status) place.textContent = status
}

/** Ids of forms are fresh each time and say nothing new. */
function withoutIds(html: string): string {
  return html.replaceAll(/value="[0-9a-f]{32}"/g, '')
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

  constructor(region: HTMLElement, address: string) {
    this.#region = region
    this.#address = address
    this.#shown = ''
  }

  /** Looks again after a while that grows; never while nobody sees the page. */
  schedule(): void {
    clearTimeout(this.#timer)
    if (document.hidden) return
    this.#timer = window.setTimeout(() => void this.look(), this.#waitMs)
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * SLOWER)
  }

  async look(): Promise<void> {
    const html = await fetchFragment(this.#address).catch(() => null)
    const isSending = this.#region.querySelector('form[data-sending]') !== null
    if (html !== null && !isSending && withoutIds(html) !== this.#shown) {
      if (this.#shown !== '') this.#waitMs = FIRST_MS
      this.#shown = withoutIds(html)
      replace(this.#region, html)
    }
    this.schedule()
  }

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
  live.schedule()
}
