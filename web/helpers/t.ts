import type { HelperOptions } from 'handlebars'
import { pageData } from './page-data.ts'

/** `{{t "orders.title"}}`, `{{t "names.more" count=3}}`: a text in the page's language. */
export function t(key: string, options: HelperOptions): string {
  return pageData(options).texts.t(key, options.hash)
}

/** `{{wordsOr "timeline:command." name}}`: the words of a stored value; one of another release that has none stays as it is. */
export function wordsOr(family: string, value: string, options: HelperOptions): string {
  const { texts } = pageData(options)
  return texts.has(family + value) ? texts.t(family + value) : value
}
