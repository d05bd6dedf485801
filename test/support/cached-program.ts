import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../bin/stack/cache-folder.ts'

export const run = promisify(execFile)
export const BRING_TIMEOUT_MS = 4 * 60_000

/** A program that is there, or what a person would have to do to have it. */
export type CachedProgram = { path: string } | { missing: string }

/** A Python that has a package: the one in our cache, else a virtual environment made there once. */
export function pythonWith(name: string, version: string): Promise<CachedProgram> {
  const python = join('bin', 'python')
  return bring(`${name}-${version}`, python, `${name} needs Python 3 with venv, which`, async (draft) => {
    await run('python3', ['-m', 'venv', draft], { timeout: BRING_TIMEOUT_MS })
    const install = ['-m', 'pip', 'install', '--quiet', `${name}==${version}`]
    await run(join(draft, python), install, { timeout: BRING_TIMEOUT_MS })
  })
}

/**
 * Gives a program of our cache, which `fill` puts there once: in one step, so that whatever is in it is whole. `need` begins
 * the sentence that says what is missing.
 */
export async function bring(
  name: string,
  program: string,
  need: string,
  fill: (draft: string) => Promise<void>,
): Promise<CachedProgram> {
  const folder = join(cacheFolder(), name)
  const path = join(folder, program)
  if (existsSync(path)) return { path }
  mkdirSync(cacheFolder(), { recursive: true })
  const draft = mkdtempSync(join(cacheFolder(), `${name}-draft-`))
  try {
    await fill(draft)
    // Another process may have been quicker: then its folder is as good as ours.
    if (!existsSync(path)) renameSync(draft, folder)
    return { path }
  } catch (error) {
    return { missing: `${need} ${reasonOf(error)}` }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'did not work'
  if ('code' in error && error.code === 'ENOENT') return 'is not installed here'
  return `did not work here: ${error.message.trim().split('\n').at(-1)}`
}
