export interface CaaRecord {
  flags: number
  tag: string
  value: string
}

const CAA = /^(\d{1,3}) ([a-z0-9]{1,15}) "?([^"]*)"?$/i

/** Reads a CAA record in its text form, `0 issue "certum.pl"`. */
export function parseCaa(text: string): CaaRecord | null {
  const [, flags, tag, value] = CAA.exec(text.trim()) ?? []
  if (flags === undefined || tag === undefined || value === undefined || Number(flags) > 255) return null
  return { flags: Number(flags), tag: tag.toLowerCase(), value }
}
