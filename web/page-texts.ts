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

/** Texts without values are looked up once: a page has hundreds of them. */
const SETTLED: Record<Language, Map<string, string>> = { pl: new Map(), en: new Map() }

function settled(language: Language, key: string): string {
  const known = SETTLED[language].get(key)
  if (known !== undefined) return known
  const text = translate(language, wholeKey(key))
  // A key that nobody knows may come from outside, and is not worth keeping.
  if (catalogue.exists(wholeKey(key), { lng: language })) SETTLED[language].set(key, text)
  return text
}

function isEmpty(values: TextParams): boolean {
  return Object.keys(values).length === 0
}

export function pageTexts(language: Language): PageTexts {
  return {
    t: (key, values = {}) =>
      isEmpty(values) ? settled(language, key) : translate(language, wholeKey(key), values),
    has: (key) => catalogue.exists(wholeKey(key), { lng: language }),
  }
}
