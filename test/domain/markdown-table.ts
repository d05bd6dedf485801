/** A table whose columns stand below each other in the source as well. */
export function table(columns: readonly string[], rows: readonly string[][]): string {
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |\n`
  const rule = widths.map((width) => '-'.repeat(width))
  return [columns, rule, ...rows].map(line).join('')
}
