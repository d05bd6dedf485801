import type { Mail } from '../core/mails.ts'

/** A message as the side door gives it. `links` are the http addresses in it, in order. */
interface MailView {
  id: string
  receivedAt: string
  from: string
  to: string[]
  subject: string
  text: string
  html: string | null
  messageId: string | null
  headers: Record<string, string>
  links: string[]
}

export function mailView(mail: Mail): MailView {
  const { receivedAt, ...same } = mail
  return { ...same, receivedAt: new Date(receivedAt).toISOString(), links: linksIn(mail) }
}

/** http(s) addresses in the text, or in the HTML where there is no text. */
function linksIn({ text, html }: Pick<Mail, 'text' | 'html'>): string[] {
  const source = text === '' ? (html ?? '').replaceAll('&amp;', '&') : text
  return [...new Set(source.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? [])]
}
