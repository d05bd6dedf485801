import assert from 'node:assert/strict'
import type { Download, Page } from 'playwright-core'

const MOST_TABS = 150

/** A person who has no mouse: everything is reached by the tab key. What they do is counted. */
export class Keyboard {
  readonly #page: Page
  /** Fields filled and things pressed so far; getting there is not counted. */
  interactions = 0

  constructor(page: Page) {
    this.#page = page
  }

  async #isFocused(selector: string): Promise<boolean> {
    const found = `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`
    return (await this.#page.evaluate(found)) === true
  }

  /** Whoever cannot see where they are is lost: what has the focus must show it. */
  async #showsFocus(selector: string): Promise<void> {
    const style = await this.#page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    assert.notEqual(style, 'none', `${selector} shows no focus`)
  }

  async #reach(selector: string): Promise<void> {
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await this.#isFocused(selector)) return this.#showsFocus(selector)
      await this.#page.keyboard.press('Tab')
    }
    assert.fail(`the keyboard does not get to ${selector} at ${this.#page.url()}`)
  }

  async type(selector: string, text: string): Promise<void> {
    await this.#reach(selector)
    await this.#page.keyboard.type(text)
    this.interactions += 1
  }

  async press(selector: string): Promise<void> {
    await this.#reach(selector)
    await this.#page.keyboard.press('Enter')
    this.interactions += 1
  }

  async download(selector: string): Promise<Download> {
    const [download] = await Promise.all([this.#page.waitForEvent('download'), this.press(selector)])
    return download
  }
}
