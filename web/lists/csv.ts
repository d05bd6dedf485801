import { once } from 'node:events'
import { type Stringifier, stringify } from 'csv-stringify'
import type { Response } from 'express'

/** A table to be saved (RFC 4180, UTF-8 marked as such): spreadsheets open it, and take no cell for a formula. */
export function csvTo(response: Response, fileName: string, columns: readonly string[]): Stringifier {
  response.type('text/csv; charset=utf-8')
  response.setHeader('content-disposition', `attachment; filename="${fileName}"`)
  const table = stringify({
    columns: [...columns],
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
  table.pipe(response)
  return table
}

/** Writes a row; waits where the reader is slower. */
export async function writeRow(table: Stringifier, row: readonly (string | number | null)[]): Promise<void> {
  if (!table.write([...row])) await once(table, 'drain')
}
