import { temporaryFolder } from './support/background-process.ts'
import { filesByPhase, type Phase, selectFiles } from './support/phases.ts'
import { POSTGRES_VARIABLE, startTestPostgres } from './support/postgres.ts'
import { runPhase } from './support/run-phase.ts'
import { Tally } from './support/tally.ts'
import { startTestTemporal, TEMPORAL_VARIABLE } from './support/temporal-dev-server.ts'
import { timeSkippingExecutable } from './support/time-skipping-server.ts'

/** Brings what a phase needs and no phase before it did; files find it by environment variables. */
async function provide(phase: Phase): Promise<void> {
  const needs = new Set(phase.needs)
  if (needs.has('postgres')) process.env[POSTGRES_VARIABLE] ??= await startTestPostgres()
  if (needs.has('temporal')) process.env[TEMPORAL_VARIABLE] ??= await startTestTemporal()
  if (needs.has('time-skipping')) await timeSkippingExecutable()
}

async function runOnePhase(phase: Phase, files: readonly string[], tally: Tally): Promise<void> {
  const since = Date.now()
  console.log(`\n${phase.name}`)
  try {
    await provide(phase)
    await runPhase(phase, files, tally)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    for (const file of files) tally.unfinished(file)
  }
  console.log(`  ${((Date.now() - since) / 1000).toFixed(1)} s`)
}

/**
 * Every file is a process that reads much the same modules, and so are the parts of every stack: what the first one
 * compiles, the others take over. It saves each of them nearly half of its processor time before the first test.
 */
function shareCompiledCode(): void {
  process.env.NODE_COMPILE_CACHE ??= temporaryFolder('compiled')
}

/**
 * Runs the tests, quick ones first, and ends with the line `N passed, N failed`.
 * @param what null for all, `quick`, or letters in the paths of the files to run
 * @returns the exit code: 1 for any failure, and where no test was run
 */
export async function runTests(what: string | null): Promise<number> {
  const files = selectFiles(what)
  shareCompiledCode()
  const tally = new Tally()
  for (const { phase, files: ofPhase } of filesByPhase(files))
    if (ofPhase.length > 0) await runOnePhase(phase, ofPhase, tally)
  if (tally.passed + tally.failed + tally.notRun === 0)
    console.error(`no test matches ${JSON.stringify(what)}`)
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1
}
