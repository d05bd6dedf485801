import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { Response } from 'express'

type Row = readonly (string | number | null)[]

/** Somebody who goes away before the end is nobody's fault. */
function isGoneAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/**
 * Sends a table to be saved (RFC 4180, UTF-8 marked as such): spreadsheets open it, and take no cell for a formula. Rows
 * are made as fast as they are read, and no more of them once the reader is gone.
 */
export async function sendCsv(
  response: Response,
  { fileName, columns }: { fileName: string; columns: readonly string[] },
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<void> {
  response.type('text/csv; charset=utf-8').attachment(fileName)
  const table = stringify({
    columns: [...columns],
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
  await pipeline(Readable.from(rows), table, response).catch((error: unknown) => {
    if (!isGoneAway(error)) throw error
  })
}
