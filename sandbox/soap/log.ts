/** One call as it was: what came, what went, when. Passwords are cut out before anything is kept. */
interface SoapLogEntry {
  at: string
  operation: string
  /** HTTP status of the answer; null when the answer was lost on purpose. */
  status: number | null
  successCode: number | null
  errors: number[]
  durationMs: number
  fault: string | null
  request: string | null
  response: string | null
}

export interface SoapLog {
  add(entry: SoapLogEntry): void
  list(): SoapLogEntry[]
  clear(): void
}

const MAX_ENTRIES = 10_000
/** Older entries keep their figures and lose their bodies. */
const MAX_BODIES = 500

/** Keeps the last calls in memory. */
export function createSoapLog(): SoapLog {
  const entries: SoapLogEntry[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      if (entries.length > MAX_ENTRIES) entries.shift()
      const old = entries.at(-MAX_BODIES - 1)
      if (old !== undefined) {
        old.request = null
        old.response = null
      }
    },
    list: () => [...entries],
    clear: () => {
      entries.length = 0
    },
  }
}

/** The envelope with passwords cut out. */
export function redact(xml: string): string {
  return xml.replace(
    /(<(?:[\w.-]+:)?password(?:\s[^>]*)?>)[\s\S]*?(<\/(?:[\w.-]+:)?password\s*>)/gi,
    '$1***$2',
  )
}

/** The name of the operation an envelope calls, or an empty text. */
export function operationOf(xml: string): string {
  return (
    /<(?:[\w.-]+:)?Body(?:\s[^>]*)?>\s*(?:<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)/.exec(xml)?.[1] ?? ''
  )
}

/** Success code and error numbers an answer carries. */
export function outcomeOf(xml: string): { successCode: number | null; errors: number[] } {
  const successCode = /<successCode>(\d+)<\/successCode>/.exec(xml)?.[1]
  const errors = [...xml.matchAll(/<errorCode>(\d+)<\/errorCode>/g)].map((match) => Number(match[1]))
  return { successCode: successCode === undefined ? null : Number(successCode), errors }
}
