import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type i18n } from 'i18next'

/** Languages in which Certloom speaks; a new one is a set of files `<namespace>.<language>.json` beside this one. */
export const LANGUAGES = ['pl', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((language) => language === text)
}

type Texts = { [key: string]: string | Texts }

function catalogueOf(language: Language): Record<string, Texts> {
  const ending = `.${language}.json`
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(ending))
  return Object.fromEntries(
    files.map((file) => [
      file.slice(0, -ending.length),
      JSON.parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')) as Texts,
    ]),
  )
}

function loadCatalogue(): i18n {
  const resources = Object.fromEntries(LANGUAGES.map((language) => [language, catalogueOf(language)]))
  const catalogue = createInstance({
    resources,
    lng: 'en',
    fallbackLng: 'en',
    supportedLngs: [...LANGUAGES],
    ns: Object.keys(resources.en ?? {}),
    defaultNS: false,
    initAsync: false,
    // Every edge escapes for its own medium: JSON, HTML, mail.
    interpolation: { escapeValue: false },
  })
  void catalogue.init()
  return catalogue
}

/** The one catalogue, of all `<namespace>.<language>.json` files in this folder. */
export const catalogue: i18n = loadCatalogue()

export type TextParams = Readonly<Record<string, string | number>>

/** Texts without params are looked up once: a page has hundreds of them. */
const SETTLED: Record<Language, Map<string, string>> = { pl: new Map(), en: new Map() }

function settled(language: Language, key: string): string {
  const known = SETTLED[language].get(key)
  if (known !== undefined) return known
  const text = catalogue.t(key, { lng: language })
  // A key that nobody knows may come from outside, and is not worth keeping.
  if (catalogue.exists(key, { lng: language })) SETTLED[language].set(key, text)
  return text
}

/**
 * The text under `namespace:key` with `{{params}}` filled in. Of several keys the first that has a text is taken; where
 * none has, the last key itself comes back, so that a gap is seen and nothing breaks.
 */
export function translate(language: Language, key: string | string[], params: TextParams = {}): string {
  const isPlain = typeof key === 'string' && Object.keys(params).length === 0
  return isPlain ? settled(language, key) : catalogue.t(key, { ...params, lng: language })
}
