import { type Language, translate } from '../texts/texts.ts'
import type { Readiness } from './services.ts'

/**
 * Why an order, an account or the CA does not come on, in words: each code of the CA's absence, of its refusals, and ours.
 * A code brings no numbers along: `problem` has words without them where those at the field have some.
 */
export function problemWords(code: string, language: Language): string {
  const keys = ['problem:', 'connection:', 'pages:problem.', 'ca:'].map((family) => family + code)
  return translate(language, [...keys, 'problem:other'], { code })
}

type PartName = Exclude<keyof Readiness, 'status'>

const MAILS_WAITING = /^waiting: (\d+)$/

/** What is wrong with a part of the installation, in words; null where nothing is known of it. */
export function partWords(name: PartName, detail: string | null, language: Language): string | null {
  if (detail === null) return null
  const waiting = MAILS_WAITING.exec(detail)?.[1]
  if (waiting !== undefined) return translate(language, 'problem:mails-waiting', { count: Number(waiting) })
  // What the CA said last is the CA's; of the other parts no more is known than that they do not answer.
  return name === 'ca'
    ? problemWords(detail, language)
    : translate(language, [`problem:part-${detail}`, 'problem:other'], { code: detail })
}
