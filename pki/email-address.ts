import { domainToASCII } from 'node:url'
import { withoutInvisible } from './invisible.ts'

/**
 * A mail address as servers and the CA take it: without what nobody sees in it, its domain as A-labels
 * (`jan@żółw.pl` is `jan@xn--w-uga1v8h.pl`). A text that is none stays as it is, to be refused for what it is.
 */
export function canonicalEmail(typed: string): string {
  const text = withoutInvisible(typed).trim()
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  if (at < 1 || !/[^\x20-\x7e]/.test(domain)) return text
  const ascii = domainToASCII(domain)
  return ascii === '' ? text : `${text.slice(0, at)}@${ascii}`
}
