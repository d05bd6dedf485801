import type { Mail } from '../core/mails.ts'

/** The CA's own mails. Its words are its own, so they are not in the product's catalogue of texts. */

const SENDER = 'autoresponder2@certum.pl'

interface LinkMail {
  to: string
  orderId: string
  names: readonly string[]
  url: string
  language: string
  at: number
}

interface InstructionMail {
  to: string
  orderId: string
  instructions: readonly string[]
  language: string
  at: number
}

function isPolish(language: string): boolean {
  return language.toLowerCase() === 'pl'
}

/** The mail with the link behind which a Verify button waits: HTML alone, as the CA writes it. */
export function linkMail({ to, orderId, names, url, language, at }: LinkMail): Omit<Mail, 'id'> {
  const what = names.length === 0 ? to : names.join(', ')
  const [about, press, note] = isPolish(language)
    ? [
        `Zamówienie ${orderId} dotyczy: ${what}.`,
        'Aby potwierdzić, otwórz stronę i naciśnij Potwierdź:',
        'Piaskownica Certloom – to nie jest prawdziwy urząd certyfikacji.',
      ]
    : [
        `Order ${orderId} is about: ${what}.`,
        'To confirm, open this page and press Verify:',
        'Certloom sandbox – not a real certification authority.',
      ]
  const link = escaped(url)
  const html = `<!DOCTYPE html>
<html><body><p>${escaped(about)}</p><p>${press}</p>
<p><a href="${link}">${link}</a></p><p>${note}</p></body></html>
`
  const subject = `${isPolish(language) ? 'Weryfikacja e-mail' : 'E-mail verification'} - ${orderId}`
  return letter({ to, subject, html, at })
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The mail that tells where to put the code. */
export function instructionMail({
  to,
  orderId,
  instructions,
  language,
  at,
}: InstructionMail): Omit<Mail, 'id'> {
  const list = instructions.map((line) => `  ${line}`).join('\n')
  const text = isPolish(language)
    ? `Zamówienie ${orderId} czeka na dowód kontroli domen:\n\n${list}\n`
    : `Order ${orderId} waits for proof of control of its domains:\n\n${list}\n`
  const subject = isPolish(language) ? `Weryfikacja domen – ${orderId}` : `Domain verification – ${orderId}`
  return letter({ to, subject, text, at })
}

interface Letter {
  to: string
  subject: string
  text?: string
  html?: string
  at: number
}

function letter({ to, subject, text = '', html, at }: Letter): Omit<Mail, 'id'> {
  const type = `text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`
  return {
    receivedAt: at,
    from: SENDER,
    to: [to],
    subject,
    text,
    html: html ?? null,
    messageId: null,
    headers: { from: SENDER, to, subject, 'content-type': type },
  }
}
