import { catalogue, type Language, type TextParams, translate } from '../texts/texts.ts'

/** The pages' words in one language. */
export interface PageTexts {
  /** The text of a key, with its values filled in; `count` picks the plural. An unknown key comes back as it is. */
  t(key: string, values?: TextParams): string
  has(key: string): boolean
}

export function pageTexts(language: Language): PageTexts {
  return {
    t: (key, values) => translate(language, `pages:${key}`, values),
    has: (key) => catalogue.exists(`pages:${key}`, { lng: language }),
  }
}
