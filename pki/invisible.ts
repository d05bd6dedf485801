/**
 * Characters without a look of their own that mails, office programs and chats leave in copied text: soft hyphen,
 * zero-width space and its kin, word joiner, marks and overrides of direction, a byte order mark. The two joiners U+200C
 * and U+200D are not among them, as some languages spell with them.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g

/** A text without what nobody sees in it, and with every kind of blank (no-break, thin, wide) as the one of the key. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\p{Zs}/gu, ' ')
}
