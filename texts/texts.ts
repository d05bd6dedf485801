import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type i18n } from 'i18next'

/** Languages in which Certloom speaks; a new one is a set of files `<namespace>.<language>.json` beside this one. */
export const LANGUAGES = ['pl', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((language) => language === text)
}

/** What to say of a value that a text lacks; it may throw. */
export type GapHandler = (gap: { text: string; value: string }) => string

/** Shown where a value should be: a sentence without a hole, whatever is missing. */
const DASH = '–'

const warned = new Set<string>()

/** A gap is a fault of ours that must not cost a page: it is told of once, and shown as a dash. */
function warnOnce({ text, value }: Parameters<GapHandler>[0]): string {
  const warning = `the text “${text}” lacks its value “${value}”`
  if (!warned.has(warning)) process.emitWarning(warning, 'MissingValueWarning')
  warned.add(warning)
  return DASH
}

let onGap: GapHandler = warnOnce

/** Tests have it throw, so that no text is shown with a value missing. */
export function handleGaps(handler: GapHandler): void {
  onGap = handler
}

/** What stands for a value that a text lacks. */
export function gapOf(text: string, value: string): string {
  return onGap({ text, value })
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
    missingInterpolationHandler: (text: string, [, value = '']: string[]) => gapOf(text, value),
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

/** Nothing at all leaves the same hole in a sentence as a value that was not given. */
function withoutEmpty(params: TextParams): TextParams {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== '' && value !== null))
}

/**
 * The text under `namespace:key` with `{{params}}` filled in. Of several keys the first that has a text is taken; where
 * none has, the last key itself comes back, so that a gap is seen and nothing breaks. A value that a text lacks is a gap, too.
 */
export function translate(language: Language, key: string | string[], params: TextParams = {}): string {
  const isPlain = typeof key === 'string' && Object.keys(params).length === 0
  return isPlain ? settled(language, key) : catalogue.t(key, { ...withoutEmpty(params), lng: language })
}
