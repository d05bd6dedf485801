import type { PageTexts } from '../page-texts.ts'

/** What happened, in words. An event that another release knew is told as one that has no words here, with its name. */
export function eventWords(name: string, texts: PageTexts): string {
  const key = `event.${name.replaceAll('.', '-')}`
  return texts.has(key) ? texts.t(key) : `${texts.t('event.other')} (${name})`
}
