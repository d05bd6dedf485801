import { catalogue, type Language, type TextParams, translate } from '../texts/texts.ts'

/** The pages' words in one language. */
export interface PageTexts {
  /**
   * The text of a key, with its values filled in; `count` picks the plural. A key names its file, as `mail:greeting`, or
   * is one of `pages`. An unknown key comes back as it is.
   */
  t(key: string, values?: TextParams): string
  has(key: string): boolean
}

function wholeKey(key: string): string {
  return key.includes(':') ? key : `pages:${key}`
}

/** A key may also lead to a whole group of texts, which is none. */
function isText(language: Language, key: string): boolean {
  if (!catalogue.exists(key, { lng: language })) return false
  return typeof catalogue.t(key, { lng: language, returnObjects: true, skipInterpolation: true }) === 'string'
}

export function pageTexts(language: Language): PageTexts {
  return {
    t: (key, values) => translate(language, wholeKey(key), values),
    has: (key) => isText(language, wholeKey(key)),
  }
}
