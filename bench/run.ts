import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, isGood, ratioOf, tableOf } from './figures.ts'
import { lookOuts } from './look-out.ts'
import { pageSpeeds } from './pages.ts'
import { productImport } from './product-import.ts'
import { renewals } from './renewals.ts'
import { waitingOrders } from './waiting-orders.ts'

const BENCHES = {
  'look-out': lookOuts,
  pages: pageSpeeds,
  'product-import': productImport,
  renewals,
  'waiting-orders': waitingOrders,
} as const
const RESULT_FILE = join(import.meta.dirname, 'results.json')

/**
 * Measures what is asked for, or everything: shown as a table, kept as JSON in `bench/results.json`.
 * @returns the exit code: 1 where a figure missed its limit, or nothing goes by that name
 */
export async function runBenches(what: string | null): Promise<number> {
  const tell = (words: string) => void process.stderr.write(`${words}\n`)
  const chosen = Object.entries(BENCHES).filter(([name]) => what === null || name.includes(what))
  if (chosen.length === 0) tell(`There are ${Object.keys(BENCHES).join(', ')}.`)
  const figures: Figure[] = []
  for (const [, bench] of chosen) figures.push(...(await bench(tell)))
  process.stdout.write(`${tableOf(figures)}\n`)
  const rows = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), ok: isGood(figure) }))
  writeFileSync(RESULT_FILE, `${JSON.stringify({ at: new Date().toISOString(), figures: rows }, null, 2)}\n`)
  return chosen.length > 0 && figures.every(isGood) ? 0 : 1
}
