import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bringing } from './bringing.ts'
import { isReachable, TEMPORAL_DOWNLOADS } from './reachable.ts'

const LONGEST_MS = 10 * 60_000

/** The SDK downloads a server only to start it: that is done in a process of its own, and the server stopped again. */
const SCRIPT = `
const { TestWorkflowEnvironment } = await import('@temporalio/testing')
const server = { executable: { type: 'cached-download', downloadDir: process.argv[1], ttl: '1 day' } }
const environment = await TestWorkflowEnvironment.createLocal({ server })
await environment.teardown()
process.exit(0)
`

function runDownload(folder: string, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, folder], {
      cwd: import.meta.dirname,
      stdio: 'ignore',
      timeout: LONGEST_MS,
      signal: stopped,
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('the download of Temporal failed')),
    )
  })
}

/** Lets the SDK download the CLI and puts it at `target`. Gives up at once where its server cannot be reached. */
export async function downloadTemporalCli(target: string, { tell, stopped }: Bringing): Promise<void> {
  if (!(await isReachable(TEMPORAL_DOWNLOADS))) throw new Error('Temporal cannot be downloaded from here')
  tell('downloading Temporal, once')
  const draft = mkdtempSync(join(dirname(target), 'download-'))
  try {
    await runDownload(draft, stopped)
    const file = readdirSync(draft).find((name) => name.startsWith('temporal'))
    if (file === undefined) throw new Error('the download of Temporal left no program')
    renameSync(join(draft, file), target)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
