import type { HelperOptions } from 'handlebars'
import { pageData } from './page-data.ts'

/** `{{t "orders.title"}}`, `{{t "names.more" count=3}}`: a text in the page's language. */
export function t(key: string, options: HelperOptions): string {
  return pageData(options).texts.t(key, options.hash)
}
