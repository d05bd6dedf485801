import { runTests } from '../../test/run.ts'

/** `certloom test`: see the runner. */
export function test(what: string | undefined): Promise<number> {
  return runTests(what ?? null)
}
