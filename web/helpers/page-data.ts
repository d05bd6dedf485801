import type { HelperOptions } from 'handlebars'
import type { PageData } from '../page.ts'

/** The part of the model that every page has: language, texts, tokens. */
export function pageData(options: HelperOptions): PageData {
  return options.data.root.page
}
