import { plainPaste } from './pasted-text.ts'

export interface PemBlock {
  /** What stands after BEGIN: `CERTIFICATE`, `CERTIFICATE REQUEST` and so on. */
  label: string
  /** What follows the marker, made plain: up to the end marker, else to the next block or the end. */
  body: string
  isClosed: boolean
}

export interface PemText {
  blocks: PemBlock[]
  /** All that stands outside the blocks. */
  rest: string
}

/**
 * A marker line, with hyphens too few or too many: billing systems generate such, and people retype them. All is bounded
 * and begins at the first hyphen of a row, so that no text takes long.
 */
const MARKER =
  /((?<!-)-{1,12}[ \t]{0,4})?\b(BEGIN|END)[ \t]{1,4}([A-Z0-9](?:[A-Z0-9]|[ \t](?=[ \tA-Z0-9])){0,60})([ \t]{0,4}-{1,12})?/gi

/** Without any hyphens these labels alone are markers, and only as a line of their own. */
const BARE_LABEL = /^(?:(?:NEW )?CERTIFICATE(?: REQUEST)?|(?:[A-Z]+ )?PRIVATE KEY)$/

interface Marker {
  isBegin: boolean
  label: string
  from: number
  to: number
}

function isLine(text: string, { from, to }: Marker): boolean {
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  const [after = ''] = text.slice(to, to + 200).split('\n', 1)
  return before.trim() === '' && after.trim() === ''
}

function markersIn(text: string): Marker[] {
  return [...text.matchAll(MARKER)].flatMap(
    ({ 0: whole, 1: left, 2: word, 3: label = '', 4: right, index }) => {
      const marker = {
        isBegin: word?.toUpperCase() === 'BEGIN',
        label: label.replace(/\s+/g, ' ').toUpperCase(),
        from: index,
        to: index + whole.length,
      }
      const hasHyphens = left !== undefined || right !== undefined
      return hasHyphens || (BARE_LABEL.test(marker.label) && isLine(text, marker)) ? [marker] : []
    },
  )
}

/**
 * Reads a text that may hold PEM blocks in one pass, whatever stands around them. Labels of begin and end need not
 * agree: `BEGIN NEW CERTIFICATE REQUEST` closed by `END CERTIFICATE REQUEST` exists.
 */
export function readPemText(text: string): PemText {
  const plain = plainPaste(text)
  const blocks: PemBlock[] = []
  const rest: string[] = []
  const end: Marker = { isBegin: true, label: '', from: plain.length, to: plain.length }
  let open: Marker | null = null
  let from = 0
  for (const marker of [...markersIn(plain), end]) {
    const before = plain.slice(from, marker.from)
    if (open === null) rest.push(before)
    else blocks.push({ label: open.label, body: before, isClosed: !marker.isBegin })
    open = marker.isBegin ? marker : null
    from = marker.to
  }
  return { blocks, rest: rest.join('\n') }
}

/** The PEM blocks of a text. */
export function findPemBlocks(text: string): PemBlock[] {
  return readPemText(text).blocks
}

/** True where the text has a private key in it, by its markers, whole or not. */
export function holdsPrivateKey(text: string): boolean {
  return findPemBlocks(text).some(({ label }) => label.endsWith('PRIVATE KEY'))
}
