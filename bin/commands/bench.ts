import { runBenches } from '../../bench/run.ts'

/** `certloom bench`: see there. */
export function bench(what: string | undefined): Promise<number> {
  return runBenches(what ?? null)
}
