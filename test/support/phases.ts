import { globSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

/** Tests that are run together. */
export interface Phase {
  name: string
  /** Folders below test/. */
  kinds: readonly string[]
  /** How many files are run at once. */
  concurrency: number
  needs: readonly ('postgres' | 'temporal' | 'time-skipping')[]
  /** Its tests may be left out, saying what is missing on this machine; elsewhere a skipped test fails. */
  mayLackTools?: boolean
}

const TEST_FOLDER = resolve(import.meta.dirname, '..')

/** In the order in which they are run: what is quick and says most comes first. */
export const PHASES: readonly Phase[] = [
  {
    name: 'quick',
    kinds: ['domain', 'pki', 'texts', 'guards', 'platform', 'support'],
    concurrency: 2,
    needs: [],
  },
  { name: 'sandbox', kinds: ['sandbox', 'certum'], concurrency: 2, needs: [] },
  { name: 'workflow', kinds: ['workflow'], concurrency: 2, needs: ['time-skipping', 'temporal'] },
  { name: 'replay', kinds: ['replay'], concurrency: 2, needs: ['time-skipping'] },
  {
    name: 'store',
    kinds: ['store', 'activities', 'loops'],
    concurrency: 2,
    needs: ['postgres', 'temporal'],
  },
  { name: 'api', kinds: ['api'], concurrency: 2, needs: ['postgres', 'temporal'] },
  { name: 'web', kinds: ['web'], concurrency: 3, needs: ['postgres', 'temporal'] },
  { name: 'command', kinds: ['bin'], concurrency: 2, needs: ['postgres'] },
  { name: 'end-to-end', kinds: ['end-to-end'], concurrency: 3, needs: ['postgres', 'temporal'] },
  { name: 'linters', kinds: ['linters'], concurrency: 2, needs: [], mayLackTools: true },
]

/** Every test file, as absolute paths. */
export function testFiles(): string[] {
  return globSync('**/*.test.ts', { cwd: TEST_FOLDER })
    .map((file) => join(TEST_FOLDER, file))
    .sort()
}

/** The folder below test/ that a file is in. */
export function kindOf(file: string): string {
  return relative(TEST_FOLDER, file).split(sep)[0] ?? ''
}

/**
 * Divides files into phases.
 * @throws where a file is in a folder that no phase knows: it would never be run
 */
export function filesByPhase(files: readonly string[]): { phase: Phase; files: string[] }[] {
  const known = new Set(PHASES.flatMap((phase) => phase.kinds))
  const stray = files.find((file) => !known.has(kindOf(file)))
  if (stray !== undefined)
    throw new Error(`${stray} is in no phase: add its folder to test/support/phases.ts`)
  return PHASES.map((phase) => ({ phase, files: files.filter((file) => phase.kinds.includes(kindOf(file))) }))
}

/** The files that were asked for: all, the phase `quick`, or those whose path holds `what`. */
export function selectFiles(what: string | null, files: readonly string[] = testFiles()): string[] {
  if (what === null) return [...files]
  const quick = PHASES[0]?.kinds ?? []
  if (what === 'quick') return files.filter((file) => quick.includes(kindOf(file)))
  return files.filter((file) => relative(resolve(TEST_FOLDER, '..'), file).includes(what))
}
