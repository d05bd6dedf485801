import { spawn } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bringing } from './bringing.ts'

/** The newest version that `go install` can build: later ones carry a `replace` in their module file. */
const VERSION = 'v1.5.1'

function describeElapsed(sinceMs: number): string {
  const seconds = Math.round((Date.now() - sinceMs) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function goInstall(binFolder: string, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = spawn('go', ['install', `github.com/temporalio/cli/cmd/temporal@${VERSION}`], {
      env: { ...process.env, GOBIN: binFolder, GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: stopped,
    })
    let lastWords = ''
    go.stderr.setEncoding('utf8')
    go.stderr.on('data', (text: string) => {
      lastWords = text.trim() || lastWords
    })
    go.once('error', () => reject(new Error('Go is not installed')))
    go.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the build failed: ${lastWords.slice(-200)}`)),
    )
  })
}

/** Builds the CLI with Go and puts it at `target`. Says every few seconds that it lives. */
export async function buildTemporalCli(target: string, { tell, stopped }: Bringing): Promise<void> {
  const since = Date.now()
  const report = (): void =>
    tell(`building Temporal with Go: about five minutes, once (${describeElapsed(since)})`)
  report()
  const timer = setInterval(report, process.stdout.isTTY ? 1_000 : 30_000)
  const draft = mkdtempSync(join(dirname(target), 'build-'))
  try {
    await goInstall(draft, stopped)
    renameSync(join(draft, 'temporal'), target)
  } finally {
    clearInterval(timer)
    rmSync(draft, { recursive: true, force: true })
  }
}
