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

export function pageTexts(language: Language): PageTexts {
  return {
    t: (key, values) => translate(language, wholeKey(key), values),
    has: (key) => catalogue.exists(wholeKey(key), { lng: language }),
  }
}
