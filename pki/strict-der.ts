/** Universal tags whose content has a rule of its own. */
const BOOLEAN = 0x01
const INTEGER = 0x02
const CONSTRUCTED = 0x20

/** Nothing that people send is half as deep; what is goes without a verdict of its own: it is no CSR. */
const MOST_LEVELS = 32

interface Value {
  tag: number
  content: Buffer
  /** Offset of what follows. */
  end: number
}

/** The length in its shortest form, as DER wants it; null for any other. */
function lengthAt(der: Buffer, at: number): { length: number; from: number } | null {
  const first = der[at]
  if (first === undefined) return null
  if (first < 0x80) return { length: first, from: at + 1 }
  const octets = first - 0x80
  if (octets < 1 || octets > 4 || der.length < at + 1 + octets) return null
  const length = der.readUIntBE(at + 1, octets)
  const isShortest = length >= 0x80 && length >= 2 ** (8 * (octets - 1))
  return isShortest ? { length, from: at + 1 + octets } : null
}

function valueAt(der: Buffer, at: number): Value | null {
  const tag = der[at]
  // Tags above 30 are in no certificate, and would need more than one octet.
  if (tag === undefined || (tag & 0x1f) === 0x1f) return null
  const read = lengthAt(der, at + 1)
  if (read === null) return null
  const end = read.from + read.length
  return end > der.length ? null : { tag, content: der.subarray(read.from, end), end }
}

/** Without octets in front that say nothing (X.690, 8.3.2). */
function isShortestInteger(content: Buffer): boolean {
  const [first, second] = content
  if (first === undefined) return false
  if (second === undefined) return true
  return !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
}

function isStrictContent(tag: number, content: Buffer, level: number): boolean {
  if (tag === INTEGER) return isShortestInteger(content)
  if (tag === BOOLEAN) return content.length === 1 && (content[0] === 0 || content[0] === 0xff)
  return (tag & CONSTRUCTED) === 0 || isStrictSeries(content, level + 1)
}

function isStrictSeries(der: Buffer, level: number): boolean {
  if (level > MOST_LEVELS) return false
  let at = 0
  while (at < der.length) {
    const value = valueAt(der, at)
    if (value === null || !isStrictContent(value.tag, value.content, level)) return false
    at = value.end
  }
  return true
}

/**
 * True where a value is encoded as DER wants it (X.690): lengths definite and shortest, whole numbers shortest, truth
 * values 00 or FF. Parsers of browsers and of CAs refuse what lenient ones take. What stands inside octet and bit
 * strings is not looked at.
 */
export function isStrictDer(der: Buffer): boolean {
  return isStrictSeries(der, 0)
}

/** The number that a request's information begins with; null where it cannot be read strictly. */
export function requestVersion(der: Buffer): number | null {
  const request = valueAt(der, 0)
  const info = request && valueAt(request.content, 0)
  const version = info && valueAt(info.content, 0)
  if (version?.tag !== INTEGER || version.content.length < 1 || version.content.length > 6) return null
  return version.content.readIntBE(0, version.content.length)
}
