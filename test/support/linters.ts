import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../bin/stack/cache-folder.ts'

const run = promisify(execFile)

const ZLINT = { version: 'v3.7.1', module: 'github.com/zmap/zlint/v3/cmd/zlint' }
const PKILINT_VERSION = '0.13.3'
const BRING_TIMEOUT_MS = 4 * 60_000

/** A program that is there, or what a person would have to do to have it. */
export type Linter = { path: string } | { missing: string }

/** Zlint (Go): the one in our cache, else built into it once. */
export function zlint(): Promise<Linter> {
  return bring(`zlint-${ZLINT.version}`, 'zlint', 'zlint is built with Go, which', async (draft) => {
    const env = { ...process.env, GOBIN: draft, GOFLAGS: '' }
    await run('go', ['install', `${ZLINT.module}@${ZLINT.version}`], { env, timeout: BRING_TIMEOUT_MS })
  })
}

/** The Python that has pkilint: the one in our cache, else a virtual environment made there once. */
export function pkilintPython(): Promise<Linter> {
  const python = join('bin', 'python')
  return bring(
    `pkilint-${PKILINT_VERSION}`,
    python,
    'pkilint needs Python 3 with venv, which',
    async (draft) => {
      await run('python3', ['-m', 'venv', draft], { timeout: BRING_TIMEOUT_MS })
      const install = ['-m', 'pip', 'install', '--quiet', `pkilint==${PKILINT_VERSION}`]
      await run(join(draft, python), install, { timeout: BRING_TIMEOUT_MS })
    },
  )
}

/** Fills a folder of the cache in one step, so that whatever is in it is whole. */
async function bring(
  name: string,
  program: string,
  need: string,
  fill: (draft: string) => Promise<void>,
): Promise<Linter> {
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
