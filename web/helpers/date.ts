import Handlebars, { type HelperOptions } from 'handlebars'
import { formatDay, formatInstant, type Reader } from '../format.ts'
import { pageData } from './page-data.ts'

const { escapeExpression, SafeString } = Handlebars

/** `{{date order.createdAt}}`: an instant as people of the reader's zone write it, or a dash. */
export function date(iso: string | null | undefined, options: HelperOptions): unknown {
  return timeElement(iso, formatInstant, options)
}

/** `{{day order.term.paidUntil}}`: the same without the hour. */
export function day(iso: string | null | undefined, options: HelperOptions): unknown {
  return timeElement(iso, formatDay, options)
}

function timeElement(
  iso: string | null | undefined,
  format: (iso: string, reader: Reader) => string,
  options: HelperOptions,
): unknown {
  if (iso === null || iso === undefined || iso === '') return '–'
  const text = format(iso, pageData(options))
  return new SafeString(`<time datetime="${escapeExpression(iso)}">${escapeExpression(text)}</time>`)
}

/** `{{t "plan.ends" date=(dayText end)}}`: as words, to stand in a text. */
export function dayText(iso: string | null | undefined, options: HelperOptions): string {
  return iso ? formatDay(iso, pageData(options)) : '–'
}

/** As `dayText`, with the hour. */
export function dateText(iso: string | null | undefined, options: HelperOptions): string {
  return iso ? formatInstant(iso, pageData(options)) : '–'
}
