import type { HelperOptions } from 'handlebars'
import { pageData } from './page-data.ts'

/** `{{eventName "order.issued"}}`: what happened, in words; an event without words shows its name. */
export function eventName(name: string, options: HelperOptions): string {
  const { texts } = pageData(options)
  const key = `event.${name.replaceAll('.', '-')}`
  return texts.has(key) ? texts.t(key) : name
}
