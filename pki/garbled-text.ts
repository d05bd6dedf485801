/** What was read of letters that a program took for those of another code page. */
export interface Garbled {
  /** What seems to be meant; null where letters are lost. */
  likely: string | null
}

/** Code pages that Polish systems write, or take UTF-8 for. */
const CODE_PAGES = ['windows-1250', 'windows-1252', 'iso-8859-2', 'iso-8859-1'] as const
type CodePage = (typeof CODE_PAGES)[number]

const LATIN_1: CodePage = 'iso-8859-1'

/**
 * What each octet means in a code page. WHATWG's `iso-8859-1` is windows-1252, so the real one is spelled out: its
 * upper half are the first characters of Unicode.
 */
function lettersOf(page: CodePage): string[] {
  const octets = Uint8Array.from({ length: 256 }, (_value, octet) => octet)
  return page === LATIN_1
    ? [...octets].map((octet) => String.fromCharCode(octet))
    : [...new TextDecoder(page).decode(octets)]
}

const LETTERS = new Map(CODE_PAGES.map((page) => [page, lettersOf(page)]))
const OCTETS = new Map(
  [...LETTERS].map(([page, letters]) => [
    page,
    new Map(letters.map((letter, octet) => [letter, octet] as const)),
  ]),
)

function octetsOf(text: string, page: CodePage): Uint8Array | null {
  const octets = [...text].map((letter) => OCTETS.get(page)?.get(letter))
  return octets.every((octet) => octet !== undefined) ? Uint8Array.from(octets) : null
}

function utf8In(octets: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return null
  }
}

const LETTER_OF_EUROPE = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*$/u

/** UTF-8 that was taken for a code page: `SpÃ³Å‚ka`, `Spółka`. Also what went that way twice. */
function unwound(text: string): string | null {
  for (const page of CODE_PAGES) {
    const octets = octetsOf(text, page)
    const read = octets === null ? null : utf8In(octets)
    if (read !== null && read !== text && LETTER_OF_EUROPE.test(read)) return unwound(read) ?? read
  }
  return null
}

/** Signs that no word holds, and that are Polish letters in the code page that was meant. */
const SIGN_IN_WORD = /\p{L}[\u00a1-\u00bf\u00d7\u00f7]|[\u00a1-\u00bf\u00d7\u00f7]\p{L}/u
/** What looks so in words of other languages, and in names: ordinals, apostrophes, middle dots, units. */
const HARMLESS_SIGN =
  /[\u00aa\u00ba\u00b0\u00b4\u00b5\u00b7\u00a9\u00ae\u00ab\u00bb\u00a7\u00b2]|(?<!\p{L})m\u00b3/gu
const CONTROL_OF_LATIN_1 = /[\u0080-\u009f]/

/** Polish letters that were taken for western ones: `Spó³ka £ód`. */
function polish(text: string): string | null {
  if (!CONTROL_OF_LATIN_1.test(text) && !SIGN_IN_WORD.test(text.replace(HARMLESS_SIGN, ' '))) return null
  const octets = octetsOf(text, LATIN_1)
  if (octets === null) return null
  const pages = ['windows-1250', 'iso-8859-2'] as const
  const readings = pages.map((page) => new TextDecoder(page).decode(octets))
  return (
    readings.find((reading) => !/[\p{Cc}\u00a1-\u00bf]/u.test(reading.replace(HARMLESS_SIGN, ''))) ?? text
  )
}

/** A question mark or the replacement character where a letter was. */
const LOST = /\ufffd|\p{L}\?+\p{L}/u

/**
 * Says whether the letters of a text were garbled on the way into it: UTF-8 read as a code page, a code page read as
 * another, or letters lost for good. Null for a text that is as somebody wrote it, as far as can be told.
 */
export function garbledIn(text: string): Garbled | null {
  if (!/[^\x20-\x7e]|\?/.test(text)) return null
  const likely = unwound(text) ?? polish(text)
  if (likely !== null) return { likely: likely === text ? null : likely }
  return LOST.test(text) || CONTROL_OF_LATIN_1.test(text) ? { likely: null } : null
}
