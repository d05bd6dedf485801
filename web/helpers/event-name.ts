import type { HelperOptions } from 'handlebars'
import { eventWords } from '../orders/event-words.ts'
import { pageData } from './page-data.ts'

/** `{{eventName "order.issued"}}`: what happened, in words. */
export function eventName(name: string, options: HelperOptions): string {
  return eventWords(name, pageData(options).texts)
}
