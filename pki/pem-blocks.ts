export interface PemBlock {
  /** What stands after BEGIN: `CERTIFICATE`, `CERTIFICATE REQUEST` and so on. */
  label: string
  /** Between the markers, as it came; null where the end marker is missing. */
  body: string | null
}

/**
 * Finds the PEM blocks of a text in one pass, whatever stands around them. Labels of begin and end need not agree:
 * `BEGIN NEW CERTIFICATE REQUEST` closed by `END CERTIFICATE REQUEST` exists.
 */
export function findPemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let open: { label: string; from: number } | null = null
  for (const marker of text.matchAll(/-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----/g)) {
    if (open !== null) {
      const isClosed = marker[1] === 'END'
      blocks.push({ label: open.label, body: isClosed ? text.slice(open.from, marker.index) : null })
      open = null
    }
    if (marker[1] === 'BEGIN') open = { label: marker[2] ?? '', from: marker.index + marker[0].length }
  }
  if (open !== null) blocks.push({ label: open.label, body: null })
  return blocks
}
