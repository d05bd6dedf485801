import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { fillPlaceholders, MAIL_PLACEHOLDERS, type MailName, type MailText } from '../domain/mail.ts'
import { gapOf, type Language, type TextParams, translate } from '../texts/texts.ts'

/** How the mails of one seller look. */
export interface MailBrand {
  name: string | null
  logoUrl: string | null
}

/** A mail in words, without its addressee. */
export interface WrittenMail {
  subject: string
  text: string
  html: string
}

export interface MailContents {
  language: Language
  /** The words, with their placeholders. */
  words: MailText
  params: TextParams
  url: string
  /** What is said below the body, a line each. */
  lines: readonly string[]
  /** Which order it is about is not said. */
  isAboutAll: boolean
  brand: MailBrand
}

const layout = Handlebars.compile(readFileSync(new URL('./layout.hbs', import.meta.url), 'utf8'), {
  strict: true,
})

/** The words that a mail comes with. `isDated`: whether there is a certificate, and with it a day on which it ends. */
export function wordsOf(template: MailName, language: Language, isDated = true): MailText {
  // Placeholders stay: they are filled in when the mail is written, as those of an admin's own words are.
  const say = (...parts: string[]): string => {
    const keys = parts.map((part) => `mail:${template}.${part}`)
    return translate(language, keys, KEEPING_PLACEHOLDERS)
  }
  const body = isDated ? say('body') : say('body-undated', 'body')
  return { subject: say('subject'), body, link: say('link'), note: say('note') }
}

const KEEPING_PLACEHOLDERS: TextParams = Object.fromEntries(
  MAIL_PLACEHOLDERS.map((name) => [name, `{{${name}}}`]),
)

/** No line break of somebody's data becomes another header. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')
}

/** Writes a mail: the text says the same as the HTML, and what people typed is escaped there. */
export function writeMail({
  language,
  words,
  params,
  url,
  lines,
  isAboutAll,
  brand,
}: MailContents): WrittenMail {
  const say = (key: string): string => translate(language, `mail:${key}`, params)
  const fill = (text: string): string => fillPlaceholders(text, params, gapOf)
  const [subject, body, link, note] = [words.subject, words.body, words.link, words.note].map(fill)
  const [greeting, orderLine, regards] = [say('greeting'), isAboutAll ? '' : say('orderLine'), say('regards')]
  const said = [
    greeting,
    body,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...(isAboutAll ? [] : [orderLine]),
  ]
  const signed = brand.name === null ? [regards] : [brand.name, regards]
  const text = [...said, `${link}:\n${url}`, note, ...signed].join('\n\n')
  const parts = { subject, greeting, body, orderLine, link, note, regards }
  return {
    subject: oneLine(subject ?? ''),
    text: `${text}\n`,
    html: layout({ ...parts, language, url, lines, brand }),
  }
}
