import type { Mail } from '../core/mails.ts'

/** The CA's own mails. Its words are its own, so they are not in the product's catalogue of texts. */

const SENDER = 'noreply@certum.pl'

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

/** The mail with the link behind which a Verify button waits. */
export function linkMail({ to, orderId, names, url, language, at }: LinkMail): Omit<Mail, 'id'> {
  const what = names.length === 0 ? to : names.join(', ')
  const text = isPolish(language)
    ? `Zamówienie ${orderId} dotyczy: ${what}.\n\nAby potwierdzić, otwórz stronę i naciśnij Potwierdź:\n${url}\n\nPiaskownica Certloom – to nie jest prawdziwy urząd certyfikacji.\n`
    : `Order ${orderId} is about: ${what}.\n\nTo confirm, open this page and press Verify:\n${url}\n\nCertloom sandbox – not a real certification authority.\n`
  const subject = isPolish(language)
    ? `Weryfikacja administratora domeny – ${orderId}`
    : `Domain administrator verification – ${orderId}`
  return letter(to, subject, text, at)
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
  return letter(to, subject, text, at)
}

function letter(to: string, subject: string, text: string, at: number): Omit<Mail, 'id'> {
  return {
    receivedAt: at,
    from: SENDER,
    to: [to],
    subject,
    text,
    html: null,
    messageId: null,
    headers: { from: SENDER, to, subject },
  }
}
