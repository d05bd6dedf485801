import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bringing } from './bringing.ts'
import { cacheFolder } from './cache-folder.ts'
import { buildTemporalCli } from './temporal-cli-build.ts'
import { downloadTemporalCli } from './temporal-cli-download.ts'

const run = promisify(execFile)

/** True where the program runs and is Temporal's own. */
async function isTemporalCli(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 })
    return /^temporal version/m.test(stdout)
  } catch {
    return false
  }
}

/** The ways to a Temporal CLI, cheapest first. Each gives a path or a command name, or null. */
export interface TemporalCliSources {
  /** Commands or paths of programs that may be there already. */
  existing: readonly string[]
  /** Ways to bring one, each putting it at `target`; they throw where they cannot. */
  bring: readonly ((target: string, bringing: Bringing) => Promise<void>)[]
}

export const NO_TEMPORAL =
  'Temporal is missing and could not be brought along: install its CLI (https://docs.temporal.io/cli) or Go, or set TEMPORAL_ADDRESS'

export function defaultSources(): TemporalCliSources {
  return {
    existing: ['temporal', cachedTemporalCli()],
    bring: [downloadTemporalCli, buildTemporalCli],
  }
}

/** Where a brought CLI is kept. */
export function cachedTemporalCli(): string {
  return join(cacheFolder(), 'bin', 'temporal')
}

/**
 * Finds a Temporal CLI, or brings one along: the SDK's own download, else a build by Go.
 * @returns what to execute
 * @throws one line that says what to install
 */
export async function findTemporalCli(
  bringing: Bringing,
  sources: TemporalCliSources = defaultSources(),
): Promise<string> {
  for (const program of sources.existing) if (await isTemporalCli(program)) return program
  const target = cachedTemporalCli()
  mkdirSync(join(cacheFolder(), 'bin'), { recursive: true })
  for (const bring of sources.bring) {
    try {
      await bring(target, bringing)
      if (await isTemporalCli(target)) return target
    } catch (error) {
      if (bringing.stopped.aborted) throw error
      bringing.tell(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(NO_TEMPORAL)
}
